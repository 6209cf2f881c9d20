/** The words that say when, to be found at an end of a request. What they mean is `moment.ts`'s to say. */

const EN_NUMBER = String.raw`(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)`;
const EN_TIME = String.raw`(?:half past |(?:a )?quarter (?:past|to) )?${EN_NUMBER}(?::\d\d)?(?: (?:thirty|fifteen|forty[- ]five))?(?: o'clock)?(?: ?[ap]\.?m\b\.?)?(?: in the (?:morning|afternoon|evening)| at night)?`;
const EN_WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const EN_MONTH = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';
const EN_DAY = String.raw`(?:today|tonight|tomorrow(?: (?:morning|afternoon|evening|night))?|the day after tomorrow|this (?:morning|afternoon|evening|week|weekend)|next week|(?:(?:on|for|by|this|next|on next|every) )?${EN_WEEKDAY}(?: (?:morning|afternoon|evening))?|every (?:day|week|month|morning|evening|weekday)|(?:on |for )?(?:the )?\d{1,2}(?:st|nd|rd|th)? (?:of )?${EN_MONTH}|(?:on |for )?${EN_MONTH} \d{1,2}(?:st|nd|rd|th)?)`;
const EN_IN = String.raw`in (?:an?|half an|a quarter of an|[\w-]+(?: [\w-]+)?) (?:seconds?|minutes?|hours?|days?|weeks?)(?: and a half)?`;

const DE_NUMBER = String.raw`(?:\d{1,2}|ein|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn|zwanzig|mitternacht)`;
const DE_TIME = String.raw`(?:halb |viertel (?:vor|nach) )?${DE_NUMBER}(?::\d\d)?(?: uhr(?: (?:dreißig|fünfzehn|\d\d))?)?(?: (?:morgens|abends|nachmittags|früh))?`;
const DE_WEEKDAY = '(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend)';
const DE_MONTH = '(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)';
const DE_DAY = String.raw`(?:heute(?: (?:abend|nachmittag|mittag|nacht))?|morgen(?: (?:früh|abend|nachmittag|mittag|vormittag))?|übermorgen|diese woche|nächste woche|(?:am |für |nächsten |kommenden |am nächsten |am kommenden |jeden )?${DE_WEEKDAY}(?:s|abend|morgen|nachmittag)?(?: (?:früh|abend|nachmittag))?|jeden (?:tag|morgen|abend)|jede woche|am \d{1,2}\.? ${DE_MONTH})`;
const DE_IN = String.raw`in (?:einer|einem|[\wäöüß]+) (?:halben |viertel)?(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|viertelstunde)`;

const many = (one: string): string => `${one}(?:,? ${one})*`;

/** Sources of patterns: a day, a time after `at`, a span from now, or some of them one after the other. */
export const EN_WHEN: string = many(`(?:${EN_DAY}|(?:at|from) ${EN_TIME}(?: (?:to|until) ${EN_TIME})?|${EN_IN})`);
/** The same, where a bare time may stand: `seven a.m. tomorrow`. */
export const EN_CLOCK: string = `(?:(?:${EN_DAY}(?: at)? )?${EN_TIME}(?: (?:on )?${EN_DAY})?|${EN_WHEN})`;
export const DE_WHEN: string = many(`(?:${DE_DAY}|(?:um|gegen|von) ${DE_TIME}(?: bis ${DE_TIME})?|${DE_IN})`);
export const DE_CLOCK: string = `(?:(?:${DE_DAY} (?:um )?)?${DE_TIME}(?: ${DE_DAY})?|${DE_WHEN})`;
