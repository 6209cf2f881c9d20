/** The guard of a process that has no reason to use the network at all: a model's worker. */

import './guarded.ts';
import { networkPermissions } from './network-permissions.ts';

networkPermissions.seal();
