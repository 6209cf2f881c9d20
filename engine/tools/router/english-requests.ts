/** What English speakers say to have something done, in the forms that mean nothing else. */

import { withDigits } from './number-words.ts';
import { nothing, type RequestPattern, whole } from './request-pattern.ts';
import { spokenExpression, unitNamed } from './spoken-arithmetic.ts';
import { spokenSeconds } from './spoken-duration.ts';
import { EN_CLOCK, EN_WHEN } from './when-words.ts';

const LIST = String.raw`(?:(?:my|the|our) )?(?:(?<list>[\p{L}-]{2,20}(?: [\p{L}-]{2,20})?) )?list`;
const CALENDAR = '(?:my |the |our )?(?:calendar|diary|schedule)';

const timer = ({ duration = '', name }: Record<string, string | undefined>) => {
  const seconds = spokenSeconds(duration, 'en');
  if (seconds === undefined || name === 'new' || name === 'another')
    return seconds === undefined ? undefined : { seconds };
  return name === undefined || spokenSeconds(name, 'en') !== undefined
    ? { seconds }
    : { seconds, name: name.toLowerCase() };
};
const conversion = ({ amount = '', from = '', to = '' }: Record<string, string | undefined>) => {
  const number = Number(withDigits(amount, 'en').replace(/^an?$/iu, '1'));
  const [source, target] = [unitNamed(from), unitNamed(to)];
  return source === undefined || target === undefined || !Number.isFinite(number)
    ? undefined
    : { amount: number, from: source, to: target };
};
const listed = ({ items, list }: Record<string, string | undefined>) => ({
  ...(items === undefined ? {} : { items }),
  ...(list === undefined ? {} : { list: list.toLowerCase() }),
});

export const ENGLISH_REQUESTS: readonly RequestPattern[] = [
  [
    'set_timer',
    whole(
      String.raw`(?:set|start|create|make|give me|begin|i need) (?:me )?(?:an?|another|the|my) (?:new )?(?:(?<name>[\p{L}]{2,20}) )?timer (?:for|of|to) (?<duration>.+)`,
    ),
    timer,
  ],
  [
    'set_timer',
    whole(
      String.raw`(?:set|start|create|make|give me|i need) (?:me )?(?:an? |another )?(?<duration>.+?)[ -](?:(?<name>(?!minutes?|hours?|seconds?)[\p{L}]{2,20}) )?timer`,
    ),
    timer,
  ],
  ['set_timer', whole(String.raw`timer,? (?:for |of )?(?<duration>.+)`), timer],
  ['set_timer', whole(String.raw`(?<duration>[\p{L}\d -]+?)[ -]timer`), timer],
  [
    'list_timers',
    whole(
      String.raw`how (?:much time|long) (?:is |do i have )?(?:left|remaining)(?: (?:on|for|of) (?:my|the|this) (?:[\p{L}]+ )?timers?)?|how (?:much|long) (?:is|does) (?:left on )?(?:my|the) timer(?: have)?(?: left)?|(?:what|which) timers (?:are (?:running|set|there|on)|do i have)|(?:list|show)(?: me)? (?:my |the |all )?timers|how long until (?:my|the) timer(?: rings| goes off| is done)?|how many timers (?:are (?:running|set|on|there)|do i have|have i (?:got|set))(?: running| set)?|(?:is|are) (?:there )?(?:still |any )?(?:time(?: left)? on (?:my|the) (?:[\p{L}]+ )?timer|(?:my |the )?timers? (?:still )?running)`,
    ),
    nothing,
  ],
  [
    'set_timer',
    whole(
      String.raw`put (?<duration>.+?) on (?:the|a|my) (?:(?<name>[\p{L}]{2,20}) )?timer(?: for (?:the |my )?(?<name2>[\p{L}]{2,20}))?`,
    ),
    ({ duration, name, name2 }) => timer({ duration, name: name ?? name2 }),
  ],
  [
    'cancel_timer',
    whole(
      String.raw`(?:cancel|stop|delete|end|turn off|kill|remove) (?:(?<all>all(?: (?:the|my|of my))?) timers|(?:the|my|that) (?:(?<name>[\p{L}]{2,20}) )?timer|(?<both>(?:both|the|my) timers))`,
    ),
    ({ name, all, both }) => ({
      ...(name === undefined ? {} : { name: name.toLowerCase() }),
      ...((all ?? both) === undefined ? {} : { all: true }),
    }),
  ],
  [
    'list_alarms',
    whole(
      `(?:what|which) alarms (?:do i have|are (?:set|on|there)|have i set)|(?:list|show|read|tell)(?: me)? (?:all )?(?:my|the) alarms|do i have (?:an|any) alarms?(?: set)?|(?:when (?:is|does|will)|what time is) my (?:next )?alarm(?: go off| ring| set for)?|is (?:my|the|an) alarm (?:set|on)|how many alarms (?:are set|do i have)`,
    ),
    nothing,
  ],
  [
    'stop_ringing',
    whole(
      `(?:stop|turn off|switch off|silence|end|shut off) (?:the|my|that|this) (?:alarm(?: clock)?|ringing)|(?:stop|quit) ringing|(?:the )?alarm off|turn (?:the|my) alarm off`,
    ),
    nothing,
  ],
  ['stop_ringing', whole("(?:i'm|i am) (?:awake|up)(?: already)?"), () => ({ isAwake: true })],
  [
    'snooze',
    whole(
      `(?:snooze|hit snooze|sleep)(?: (?:the|my) alarm)?(?: (?:for )?(?<length>.+))?|(?<more>.+?) more(?: please)?`,
    ),
    ({ length, more }) => {
      const seconds = spokenSeconds(length ?? more ?? '', 'en');
      if (seconds !== undefined) return { seconds };
      return length === undefined && more === undefined ? {} : undefined;
    },
  ],
  [
    'cancel_alarm',
    whole(
      String.raw`(?:cancel|delete|remove|clear|turn off|switch off) (?:(?<all>all(?: (?:the|my|of my))?) alarms|(?:the|my|that) alarm(?: (?:for|at|on) (?<when>${EN_CLOCK}))?|(?:the|my) (?<when2>${EN_CLOCK}) alarm|(?<both>(?:both|the|my) alarms))`,
    ),
    ({ all, both, when, when2 }) => ({
      ...((when ?? when2) === undefined ? {} : { when: when ?? when2 }),
      ...((all ?? both) === undefined ? {} : { all: true }),
    }),
  ],
  ['set_alarm', whole(String.raw`wake me(?: up)? (?:at |for |by )?(?<when>${EN_CLOCK})`), ({ when }) => ({ when })],
  [
    'set_alarm',
    whole(
      String.raw`(?:set|create|make|i need) (?:me )?(?:an?|the|my|another) alarm (?:clock )?(?:for |at |to )?(?<when>${EN_CLOCK})`,
    ),
    ({ when }) => ({ when }),
  ],
  [
    'set_reminder',
    whole(String.raw`remind me (?<when>${EN_WHEN}),? (?:to |that |about )(?<what>.+)`),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'set_reminder',
    whole(String.raw`remind me (?:to |that |about )(?<what>.+?),? (?<when>${EN_WHEN})`),
    ({ what, when }) => ({ what, when }),
  ],
  ['set_reminder', whole(String.raw`remind me (?<when>${EN_WHEN})`), ({ when }) => ({ what: '', when })],
  [
    'list_reminders',
    whole(
      String.raw`(?:what are|list|read|read me|tell me|show me|what's in) (?:all )?my reminders|(?:what|which) reminders (?:do i have|are there|are set)(?: ${EN_WHEN}| left)?|do i have (?:any )?reminders(?: (?:for )?${EN_WHEN})?|how many reminders do i have`,
    ),
    nothing,
  ],
  [
    'cancel_reminder',
    whole(
      String.raw`(?:cancel|delete|remove|forget) (?:(?<all>all(?: (?:the|my|of my))?) reminders|(?:the|my|that) reminder(?: (?:about|to|for|of|that) (?<what>.+))?|(?:the|my) (?<what2>[\p{L} ]{2,40}) reminder)`,
    ),
    ({ all, what, what2 }) => ({
      ...((what ?? what2) === undefined ? {} : { what: what ?? what2 }),
      ...(all === undefined ? {} : { all: true }),
    }),
  ],
  [
    'add_to_list',
    whole(
      String.raw`(?:add|put|write) (?<items>.+?) (?:to|on|onto|in) (?:(?:my|the|our) )(?:(?<list>[\p{L}-]{2,20}(?: [\p{L}-]{2,20})?) )?list`,
    ),
    listed,
  ],
  ['add_to_list', whole(String.raw`(?:add|put) (?<items>.+?) (?:to|on|onto) (?<list>shopping|grocery) list`), listed],
  [
    'read_list',
    whole(
      String.raw`(?:what(?:'s| is)|what do i have|what have i got) on (?:my|the|our) (?:(?<list>[\p{L}-]{2,20}) )?list|(?:read|read me|tell me|show me) (?:out )?(?:my|the|our) (?:(?<list2>[\p{L}-]{2,20}) )?list`,
    ),
    ({ list, list2 }) => listed({ list: list ?? list2 }),
  ],
  [
    'remove_from_list',
    whole(
      String.raw`(?:take|remove|delete|cross|strike|tick|check) (?:off )?(?<items>.+?) (?:off|from|off of) ${LIST}`,
    ),
    listed,
  ],
  [
    'clear_list',
    whole(
      String.raw`(?:clear|empty|wipe|delete) (?:(?:my|the|our|all of my|all of the|everything on (?:my|the)) )(?:(?<list>[\p{L}-]{2,20}) )?list`,
    ),
    listed,
  ],
  [
    'add_note',
    whole(
      String.raw`(?:make a note|take a note|note down|write down|note|take this down|new note)(?: that|,? saying|:|,)? (?<text>.{3,})`,
    ),
    ({ text }) => ({ text }),
  ],
  ['read_notes', whole(String.raw`(?:read|read me|show me|tell me|what are|what's in) (?:all )?my notes`), nothing],
  [
    'add_event',
    whole(
      String.raw`(?:put|add|enter|write|schedule) (?:an? |the )?(?<what>.+?) (?:in|into|to|on|onto) ${CALENDAR}(?: (?:for|on))?,? (?<when>${EN_CLOCK})`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'add_event',
    whole(
      String.raw`(?:put|add|enter|write) (?:an? |the )?(?<what>.+?),? (?<when>${EN_WHEN}),? (?:in|into|to|on|onto) ${CALENDAR}`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'add_event',
    whole(String.raw`schedule (?:an? |the )?(?<what>.+?),? (?:for )?(?<when>${EN_WHEN})`),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'read_calendar',
    whole(
      String.raw`what(?:'s| is| do i have) (?:on|in) ${CALENDAR}(?: (?:for )?(?<when>${EN_WHEN}))?|(?:do i have|have i got) (?:anything|something|any (?:appointments|meetings|plans)|plans) (?:planned |on )?(?<when2>${EN_WHEN})|what do i have (?:planned )?(?<when3>${EN_WHEN})|what(?:'s| is) (?:planned|next) (?:on|in) ${CALENDAR}`,
    ),
    ({ when, when2, when3 }) => ({ when: when ?? when2 ?? when3 ?? 'today' }),
  ],
  [
    'move_event',
    whole(
      String.raw`(?:move|reschedule|postpone|shift|push) (?:the |my )?(?<what>.{3,}?) (?:to|until|for) (?<when>${EN_CLOCK})`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'delete_event',
    whole(String.raw`(?:delete|remove|cancel|take) (?:the |my )?(?<what>.+?) (?:from|off|in|out of) ${CALENDAR}`),
    ({ what }) => ({ what }),
  ],
  [
    'tell_time',
    whole(`what time is it(?: right)?|what(?:'s| is) the time|(?:tell|give) me the time|do you (?:know|have) the time`),
    nothing,
  ],
  [
    'tell_date',
    whole(
      `what(?:'s| is) (?:the|today's) date(?: today)?|what(?:'s| is) today|what day (?:is it|is today|of the week is it)(?: today)?|(?:tell me )?today's date|which day is (?:it|today)`,
    ),
    nothing,
  ],
  [
    'convert_units',
    whole(
      String.raw`how many (?<to>[\p{L} ]+?) (?:are(?: there)?|is|make|in|go into)(?: in)? (?<amount>an?|[\p{L}\d.-]+?(?: (?:hundred|thousand))?) (?<from>[\p{L} ]+?)`,
    ),
    conversion,
  ],
  [
    'convert_units',
    whole(
      String.raw`convert (?<amount>an?|[\p{L}\d.-]+(?: (?:hundred|thousand))?) (?<from>[\p{L} ]+?) (?:to|into|in) (?<to>[\p{L} ]+)`,
    ),
    conversion,
  ],
  [
    'convert_units',
    whole(
      String.raw`(?:what(?:'s| is)|how much is|how far is|how long is) (?<amount>an?|[\p{L}\d.-]+?(?: (?:hundred|thousand))?) (?<from>[\p{L} ]+?) in (?<to>[\p{L} ]+)`,
    ),
    conversion,
  ],
  [
    'calculate',
    whole(String.raw`(?:what(?:'s| is| are)|how much (?:is|are)|calculate|compute|work out|tell me) (?<sum>.+)`),
    ({ sum = '' }) => sumOf(sum),
  ],
  ['calculate', whole('(?<sum>[^?]+)'), ({ sum = '' }) => sumOf(sum)],
  [
    'say_again',
    whole(
      `(?:say|repeat) (?:that|it)(?: again| once more| please)?|repeat|(?:sorry,? )?what did you (?:just )?say|come again|pardon(?: me)?|once more`,
    ),
    nothing,
  ],
  [
    'say_again',
    whole(
      `say (?:that|it) (?:again )?(?:more )?(?<manner>slower|slowly|shorter|briefly)|(?<shorter>shorter|make it shorter|in short)`,
    ),
    ({ manner, shorter }) => ({
      manner: shorter !== undefined || /short|brief/iu.test(manner ?? '') ? 'shorter' : 'slower',
    }),
  ],
  [
    'change_speed',
    whole(
      `(?:speak|talk|go|say it)(?: a (?:bit|little))?(?: more)? (?<how>slower|slowly|faster|quicker|quickly)|(?<how2>slower|faster)|slow (?<how3>down)`,
    ),
    ({ how, how2, how3 }) => ({
      change: how3 !== undefined || /^slow/iu.test(how ?? how2 ?? '') ? 'slower' : 'faster',
    }),
  ],
  [
    'change_volume',
    whole(
      `(?:turn (?:the volume |it |yourself )?(?<how>up|down)(?: the volume)?|(?:speak |talk |be )?(?:a (?:bit|little) )?(?<how2>louder|quieter|more quietly)|volume (?<how3>up|down)|speak (?<how4>up))`,
    ),
    ({ how, how2, how3, how4 }) => ({
      change: /^(?:up|louder)$/iu.test(how ?? how2 ?? how3 ?? how4 ?? '') ? 'louder' : 'quieter',
    }),
  ],
  [
    'copy_text',
    whole(
      String.raw`(?:copy|dictate)(?: this| that)?(?: to the clipboard)?: ?(?<text>.+)|(?:copy|dictate) to (?:the |my )?clipboard,? (?<text2>.+)`,
    ),
    ({ text, text2 }) => ({ text: text ?? text2 }),
  ],
  ['undo', whole('undo(?: (?:that|it|this|the last (?:thing|one)))?|take (?:that|it) back'), nothing],
  [
    'what_can_you_do',
    whole('what can you(?: (?:all|actually|really))? do(?: for me)?|what (?:are you able to|could you) do|help'),
    nothing,
  ],
  [
    'search_conversations',
    whole(
      String.raw`when did (?:we|i) (?:last )?(?:talk|speak|mention|say something) (?:about )?(?<query>.{3,})|what did (?:we|i) say about (?<query2>.{3,})|search (?:our|my) conversations? for (?<query3>.{2,})`,
    ),
    ({ query, query2, query3 }) => ({ query: query ?? query2 ?? query3 }),
  ],
];

function sumOf(text: string): { expression: string } | undefined {
  const expression = spokenExpression(text, 'en');
  return expression === undefined ? undefined : { expression };
}
