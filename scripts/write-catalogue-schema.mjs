// Writes models/catalog.schema.json from the schema the engine reads the catalogue with.
// @ts-check
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogueJsonSchema } from '../engine/models/catalogue.ts';

const target = fileURLToPath(new URL('../models/catalog.schema.json', import.meta.url));
writeFileSync(target, `${JSON.stringify(catalogueJsonSchema(), undefined, 2)}\n`);
