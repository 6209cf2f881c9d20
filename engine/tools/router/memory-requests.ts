/** What people say to have something about themselves remembered, told or forgotten. Only what they say of themselves is a fact. */

import { nothing, type RequestPattern, whole } from './request-pattern.ts';

const text = ({ text: said = '' }: Record<string, string | undefined>) => ({ text: said });

const EN_OWN = "(?<text>(?:i|i'm|i've|i'd|my|we|we're|our)\\b.{2,})";
const DE_OWN = '(?<text>(?:dass )?(?:ich|mein(?:e|en|er|em)?|wir|unser(?:e|en|er|em)?)\\b.{2,})';

export const ENGLISH_MEMORY_REQUESTS: readonly RequestPattern[] = [
  ['remember', whole(`(?:remember|keep in mind|don't forget|do not forget)(?: that)?,? ${EN_OWN}`), text],
  ['recall_facts', whole('what (?:do|did) you (?:still )?(?:remember|know) (?:all )?about me'), nothing],
  ['recall_facts', whole('what have you (?:remembered|learned|learnt)(?: about me)?'), nothing],
  [
    'forget_everything',
    whole('forget (?:everything|all)(?: (?:that )?(?:about me|you (?:know|remember) about me))?'),
    nothing,
  ],
  ['forget_fact', whole(`forget(?: that)?,? ${EN_OWN}`), text],
];

export const GERMAN_MEMORY_REQUESTS: readonly RequestPattern[] = [
  ['remember', whole(`(?:merk(?:e)? dir|denk(?:e)? dara?n|vergiss nicht),? ${DE_OWN}`), text],
  ['recall_facts', whole('was (?:weißt|weisst) du (?:noch |alles )*über mich'), nothing],
  ['recall_facts', whole('was hast du dir (?:alles )?(?:über mich )?gemerkt'), nothing],
  ['forget_everything', whole('vergiss alles(?:,? (?:über mich|was du (?:über mich )?(?:weißt|weisst)))?'), nothing],
  ['forget_fact', whole(`vergiss,? ${DE_OWN}`), text],
];
