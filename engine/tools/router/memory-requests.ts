/** What people say to have something about themselves remembered, told or forgotten. Only what they say of themselves is a fact. */

import type { RequestPattern } from './request-pattern.ts';

const re = (source: string): RegExp => new RegExp(`^(?:${source})$`, 'iu');
const text = ({ text: said = '' }: Record<string, string | undefined>) => ({ text: said });
const nothing = () => ({});

const EN_OWN = "(?<text>(?:i|i'm|i've|i'd|my|we|we're|our)\\b.{2,})";
const DE_OWN = '(?<text>(?:dass )?(?:ich|mein(?:e|en|er|em)?|wir|unser(?:e|en|er|em)?)\\b.{2,})';

export const ENGLISH_MEMORY_REQUESTS: readonly RequestPattern[] = [
  ['remember', re(`(?:remember|keep in mind|don't forget|do not forget)(?: that)?,? ${EN_OWN}`), text],
  ['recall_facts', re('what (?:do|did) you (?:still )?(?:remember|know) (?:all )?about me'), nothing],
  ['recall_facts', re('what have you (?:remembered|learned|learnt)(?: about me)?'), nothing],
  [
    'forget_everything',
    re('forget (?:everything|all)(?: (?:that )?(?:about me|you (?:know|remember) about me))?'),
    nothing,
  ],
  ['forget_fact', re(`forget(?: that)?,? ${EN_OWN}`), text],
];

export const GERMAN_MEMORY_REQUESTS: readonly RequestPattern[] = [
  ['remember', re(`(?:merk(?:e)? dir|denk(?:e)? dara?n|vergiss nicht),? ${DE_OWN}`), text],
  ['recall_facts', re('was (?:weißt|weisst) du (?:noch |alles )*über mich'), nothing],
  ['recall_facts', re('was hast du dir (?:alles )?(?:über mich )?gemerkt'), nothing],
  ['forget_everything', re('vergiss alles(?:,? (?:über mich|was du (?:über mich )?(?:weißt|weisst)))?'), nothing],
  ['forget_fact', re(`vergiss,? ${DE_OWN}`), text],
];
