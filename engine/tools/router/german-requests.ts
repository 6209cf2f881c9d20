/** What German speakers say to have something done, in the forms that mean nothing else. */

import { withDigits } from './number-words.ts';
import { nothing, type RequestPattern, whole } from './request-pattern.ts';
import { spokenExpression, unitNamed } from './spoken-arithmetic.ts';
import { spokenSeconds } from './spoken-duration.ts';
import { DE_CLOCK, DE_WHEN } from './when-words.ts';

const CAN = '(?:kannst du |könntest du |würdest du )?(?:mir )?';
const CALENDAR = '(?:meinen |den |meinem |dem |unseren )?kalender';
const LIST = String.raw`(?:(?:meine|die|unsere|meiner|der|unserer) )?(?:(?<list>[\p{L}-]{2,20}?)(?:s-?)?)?liste`;

type Groups = Record<string, string | undefined>;

const timer = ({ duration = '', name }: Groups) => {
  const seconds = spokenSeconds(duration, 'de');
  if (seconds === undefined) return undefined;
  return name === undefined ? { seconds } : { seconds, name: name.toLowerCase() };
};
const listed = ({ items, list }: Groups) => ({
  ...(items === undefined ? {} : { items }),
  ...(list === undefined || list === '' ? {} : { list: list.toLowerCase().replace(/-$/u, '') }),
});
const conversion = ({ amount = '', from = '', to = '' }: Groups) => {
  const number = Number(
    withDigits(amount, 'de')
      .replace(/^eine?[nrms]?$/iu, '1')
      .replace(',', '.'),
  );
  const [source, target] = [unitNamed(from), unitNamed(to)];
  return source === undefined || target === undefined || !Number.isFinite(number)
    ? undefined
    : { amount: number, from: source, to: target };
};

export const GERMAN_REQUESTS: readonly RequestPattern[] = [
  [
    'set_timer',
    whole(
      String.raw`${CAN}(?:(?:stell|setz|start|mach)e? )?(?:mir )?(?:einen |den |noch einen )?(?:(?<name>\p{L}{2,20})-?)?timer,? (?:auf|für|von|über) (?<duration>.+?)(?: (?:stellen|ein|setzen|starten))?`,
    ),
    timer,
  ],
  ['set_timer', whole(String.raw`(?:stell|setz|start)e? (?:mir )?(?:einen )?(?<duration>.+?)[ -]timer`), timer],
  [
    'list_timers',
    whole(
      String.raw`wie ?(?:lange|viel zeit) (?:läuft|hat|ist|habe ich)(?: (?:der|mein) timer)? ?noch(?: (?:auf|bei) (?:dem|meinem) timer)?|welche timer (?:laufen|gibt es|habe ich)(?: noch)?|wie lange (?:läuft|geht|dauert) (?:der|mein) (?:\p{L}+-?)?timer(?: noch)?|wie ?viele timer (?:laufen|gibt es|habe ich|sind (?:an|gestellt))(?: (?:gerade|noch|gestellt))*|(?:läuft|laufen) (?:noch )?(?:ein|mein|der|irgendwelche) timer(?: noch)?`,
    ),
    nothing,
  ],
  [
    'cancel_timer',
    whole(
      String.raw`(?:brich|stopp|stoppe|lösch|lösche|beende) (?:(?:den|meinen|das) (?:(?<name>\p{L}{2,20})-?)?timer|(?<all>alle(?: meine)?) timer)(?: ab)?|${CAN}(?:(?:den|meinen) (?:(?<name2>\p{L}{2,20})-?)?timer|(?<all2>alle(?: meine)?) timer) (?:abbrechen|löschen|stoppen|beenden)|(?:mach|schalt)e? den (?:(?<name3>\p{L}{2,20})-?)?timer (?:aus|ab)`,
    ),
    ({ name, name2, name3, all, all2 }) => ({
      ...((name ?? name2 ?? name3) === undefined ? {} : { name: (name ?? name2 ?? name3 ?? '').toLowerCase() }),
      ...((all ?? all2) === undefined ? {} : { all: true }),
    }),
  ],
  [
    'list_alarms',
    whole(
      '(?:welche|was für) wecker (?:habe ich|gibt es|sind gestellt)(?: gestellt)?|wann klingelt (?:mein|der)(?: nächster?)? wecker|(?:habe ich einen|ist (?:ein|mein|der)) wecker gestellt|auf (?:wann|wie ?viel uhr) (?:ist|steht) (?:mein|der) wecker(?: gestellt)?|wie ?viele wecker (?:habe ich|sind gestellt)',
    ),
    nothing,
  ],
  [
    'stop_ringing',
    whole(
      '(?:mach|schalt|stell)e? (?:den|meinen) wecker (?:aus|ab)|(?:stopp|stoppe|beende) (?:den|meinen) wecker|wecker (?:aus|stopp)|hör auf zu klingeln',
    ),
    nothing,
  ],
  ['stop_ringing', whole('ich bin (?:schon )?wach'), () => ({ isAwake: true })],
  [
    'snooze',
    whole(
      'schlummern|noch (?<length>.+?)(?: (?:schlummern|schlafen|liegen bleiben))?|schlummern? (?:für )?(?<length2>.+)',
    ),
    ({ length, length2 }) => {
      const seconds = spokenSeconds(length ?? length2 ?? '', 'de');
      if (seconds !== undefined) return { seconds };
      return length === undefined && length2 === undefined ? {} : undefined;
    },
  ],
  [
    'cancel_alarm',
    whole(
      `(?:lösch|lösche|streich|entfern|entferne) (?:(?:den|meinen) wecker(?: (?:um|für|auf|von) (?<when>${DE_CLOCK}))?|(?<all>alle(?: meine)?) wecker|(?:den|meinen) (?<when2>${DE_CLOCK})[- ]wecker)|(?:schalt|mach)e? (?<all2>alle(?: meine)?) wecker (?:aus|ab)`,
    ),
    ({ when, when2, all, all2 }) => ({
      ...((when ?? when2) === undefined ? {} : { when: when ?? when2 }),
      ...((all ?? all2) === undefined ? {} : { all: true }),
    }),
  ],
  [
    'set_alarm',
    whole(
      String.raw`(?:weck|wecke) mich (?:bitte )?(?:um |gegen )?(?<when>${DE_CLOCK})(?: auf)?|${CAN}(?:(?:stell|stelle|setz) )?(?:einen|den|meinen) wecker (?:auf |für |um )?(?<when2>${DE_CLOCK})(?: (?:stellen|ein))?`,
    ),
    ({ when, when2 }) => ({ when: when ?? when2 }),
  ],
  [
    'set_reminder',
    whole(
      String.raw`(?:erinner|erinnere) mich (?:bitte )?(?<when>${DE_WHEN}) (?:daran,? (?:dass (?:ich )?)?|an )(?<what>.+)`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'set_reminder',
    whole(String.raw`(?:erinner|erinnere) mich (?:bitte )?(?:daran,? |an )(?<what>.+?),? (?<when>${DE_WHEN})`),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'set_reminder',
    whole(String.raw`(?:erinner|erinnere) mich (?:bitte )?(?<when>${DE_WHEN})`),
    ({ when }) => ({ what: '', when }),
  ],
  [
    'list_reminders',
    whole(
      '(?:welche|was für) erinnerungen (?:habe ich|gibt es)|(?:lies|lies mir|zeig mir|nenn mir) meine erinnerungen(?: vor)?|was sind meine erinnerungen',
    ),
    nothing,
  ],
  [
    'cancel_reminder',
    whole(
      '(?:lösch|lösche|streich|streiche|vergiss) (?:(?<all>alle(?: meine)?) erinnerungen|(?:die|meine) erinnerung(?: (?:an|daran,?|wegen) (?<what>.+))?)',
    ),
    ({ what, all }) => ({ ...(what === undefined ? {} : { what }), ...(all === undefined ? {} : { all: true }) }),
  ],
  [
    'read_list',
    whole(
      String.raw`was (?:steht|ist|habe ich) (?:auf|in) (?:meiner|der|unserer) (?:(?<list>\p{L}{2,20}?)s?-?)?liste|(?:lies|lies mir|zeig mir|zeig) (?:meine|die|unsere) (?:(?<list2>\p{L}{2,20}?)s?-?)?liste(?: vor)?`,
    ),
    ({ list, list2 }) => listed({ list: list ?? list2 }),
  ],
  [
    'add_to_list',
    whole(
      String.raw`${CAN}(?:(?:setz|setze|schreib|schreibe|pack|packe|füg|füge|tu) )?(?<items>.+?) (?:auf|zu|in) ${LIST}(?: (?:hinzu|setzen|schreiben|hinzufügen))?`,
    ),
    (groups) => listed(groups),
  ],
  [
    'remove_from_list',
    whole(
      String.raw`${CAN}(?:streich|streiche|nimm|lösch|lösche|entfern|entferne) (?<items>.+?) (?:von|aus) ${LIST}(?: (?:herunter|runter|streichen|nehmen))?`,
    ),
    (groups) => listed(groups),
  ],
  [
    'clear_list',
    whole(String.raw`(?:leer|leere|lösch|lösche) (?:bitte )?(?:meine|die|unsere) (?:(?<list>\p{L}{2,20}?)s?-?)?liste`),
    (groups) => listed(groups),
  ],
  [
    'add_note',
    whole('(?:notier|notiere|schreib auf|merk dir|mach (?:dir )?eine notiz)(?: mir)?(?:,? dass|:|,)? (?<text>.{3,})'),
    ({ text }) => ({ text }),
  ],
  ['read_notes', whole('(?:lies|lies mir|zeig mir) meine notizen(?: vor)?|was sind meine notizen'), nothing],
  [
    'add_event',
    whole(
      String.raw`${CAN}(?:trag|trage|schreib|schreibe|setz|setze|mach) (?:mir )?(?:bitte )?(?<when>${DE_CLOCK}) (?:einen |eine |ein |das |den |die )?(?<what>.+?) (?:in|auf) ${CALENDAR}(?: ein)?`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'add_event',
    whole(
      String.raw`${CAN}(?:trag|trage|schreib|schreibe|setz|setze) (?:mir )?(?:einen |eine |ein |das |den |die )?(?<what>.+?) (?<when>${DE_CLOCK}) (?:in|auf) ${CALENDAR}(?: ein)?`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'read_calendar',
    whole(
      String.raw`was steht (?<when>${DE_WHEN}) (?:in|auf) ${CALENDAR}|was steht (?:in|auf) ${CALENDAR}(?: (?<when2>${DE_WHEN}))?|(?:habe|hab) ich (?<when3>${DE_WHEN}) (?:schon )?(?:etwas|was|irgendwas|termine)(?: vor)?|was habe ich (?<when4>${DE_WHEN}) vor`,
    ),
    ({ when, when2, when3, when4 }) => ({ when: when ?? when2 ?? when3 ?? when4 ?? 'heute' }),
  ],
  [
    'move_event',
    whole(
      String.raw`(?:verschieb|verschiebe|verleg|verlege) (?:bitte )?(?:das |den |die |mein |meinen |meine )?(?<what>.+?) (?:auf )(?<when>${DE_CLOCK})`,
    ),
    ({ what, when }) => ({ what, when }),
  ],
  [
    'delete_event',
    whole(
      String.raw`(?:lösch|lösche|streich|streiche|entfern|entferne|nimm) (?:das |den |die |mein |meinen |meine )?(?<what>.+?) (?:aus|von|in) ${CALENDAR}`,
    ),
    ({ what }) => ({ what }),
  ],
  [
    'tell_time',
    whole(
      'wie ?(?:spät|viel uhr) (?:ist es|haben wir)(?: gerade| jetzt)?|(?:sag|sag mir|nenn mir) (?:mir )?(?:die uhrzeit|wie spät es ist)',
    ),
    nothing,
  ],
  [
    'tell_date',
    whole(
      '(?:welcher|was für ein) tag (?:ist|haben wir)(?: (?:heute|es))?|(?:welches|was für ein) datum (?:ist|haben wir)(?: heute)?|(?:der wievielte|den wievielten) (?:ist|haben wir) heute|was ist heute für ein tag|welchen tag haben wir(?: heute)?',
    ),
    nothing,
  ],
  [
    'convert_units',
    whole(
      String.raw`wie ?viele? (?<to>\p{L}+) (?:sind|ist|hat|haben|ergeben) (?<amount>eine?[nrms]?|[\p{L}\d,.]+) (?<from>[\p{L} ]+?)`,
    ),
    conversion,
  ],
  [
    'convert_units',
    whole(
      String.raw`(?:rechne|wandle?) (?<amount>eine?[nrms]?|[\p{L}\d,.]+) (?<from>[\p{L} ]+?) in (?<to>[\p{L} ]+?) um`,
    ),
    conversion,
  ],
  [
    'convert_units',
    whole(
      String.raw`(?:was|wie ?viel) (?:sind|ist) (?<amount>eine?[nrms]?|[\p{L}\d,.]+) (?<from>[\p{L} ]+?) in (?<to>[\p{L} ]+)`,
    ),
    conversion,
  ],
  [
    'calculate',
    whole(
      '(?:was (?:ist|sind|ergibt|macht)|wie ?viel (?:ist|sind|macht|ergibt)|berechne|rechne|rechne aus) (?<sum>.+)',
    ),
    ({ sum = '' }) => sumOf(sum),
  ],
  ['calculate', whole('(?<sum>[^?]+)'), ({ sum = '' }) => sumOf(sum)],
  [
    'say_again',
    whole(
      '(?:sag|wiederhol|wiederhole) (?:das|es)(?: bitte)?(?: noch ?mal| noch einmal)?|wiederholen?|(?:wie bitte|noch ?mal|noch einmal)|was hast du (?:gerade |eben )?gesagt',
    ),
    nothing,
  ],
  [
    'say_again',
    whole('(?:sag (?:das|es) |mach (?:das|es) )?(?:bitte )?(?:noch ?mal )?(?<manner>kürzer|langsamer noch ?mal)'),
    ({ manner = '' }) => ({ manner: /kürz/iu.test(manner) ? 'shorter' : 'slower' }),
  ],
  [
    'change_speed',
    whole(
      '(?:sprich|rede|red)(?: bitte)?(?: etwas| ein bisschen| ein wenig)? (?<how>langsamer|schneller)|(?:kannst|könntest) du (?:bitte )?(?:etwas |ein bisschen )?(?<how2>langsamer|schneller) (?:sprechen|reden)|(?<how3>langsamer|schneller)',
    ),
    ({ how, how2, how3 }) => ({ change: /^langsam/iu.test(how ?? how2 ?? how3 ?? '') ? 'slower' : 'faster' }),
  ],
  [
    'change_volume',
    whole('(?:(?:sprich|rede|mach|sei)(?: es)?(?: bitte)?(?: etwas| ein bisschen)? )?(?<how>lauter|leiser)'),
    ({ how }) => ({ change: /^laut/iu.test(how ?? '') ? 'louder' : 'quieter' }),
  ],
  [
    'copy_text',
    whole('(?:kopier|kopiere|diktier|diktiere)(?: in die zwischenablage)?: ?(?<text>.+)'),
    ({ text }) => ({ text }),
  ],
  ['undo', whole('(?:mach|mache) (?:das|es) (?:wieder )?rückgängig|rückgängig(?: machen)?|nimm das zurück'), nothing],
  ['what_can_you_do', whole('was kannst du(?: (?:alles|so|denn))*(?: (?:tun|machen|für mich tun))?|hilfe'), nothing],
  [
    'search_conversations',
    whole(
      'wann haben wir (?:zuletzt )?über (?<query>.{3,}?) (?:gesprochen|geredet)|was haben wir über (?<query2>.{3,}?) gesagt',
    ),
    ({ query, query2 }) => ({ query: query ?? query2 }),
  ],
];

function sumOf(text: string): { expression: string } | undefined {
  const expression = spokenExpression(text, 'de');
  return expression === undefined ? undefined : { expression };
}
