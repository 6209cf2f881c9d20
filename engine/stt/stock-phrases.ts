/**
 * What Whisper writes for silence and noise: the subtitles it learned from end in credits and thanks. Compared without
 * case, punctuation and spaces.
 */

/** Credits of subtitles and video channels: nobody says these to an assistant. */
const CREDITS: readonly string[] = [
  'amara.org',
  'thanks for watching',
  'thank you for watching',
  'thank you so much for watching',
  'please subscribe',
  'like and subscribe',
  'see you in the next video',
  'untertitelung des zdf',
  'untertitel im auftrag des zdf',
  'untertitelung aufgrund der amara.org-community',
  'vielen dank fürs zuschauen',
  'danke fürs zuschauen',
  'danke fürs zusehen',
  'vielen dank für ihre aufmerksamkeit',
  'vielen dank fürs zuhören',
  'untertitel der amara.org-community',
  'untertitel von stephanie geiges',
  'untertitel im auftrag des',
  'untertitelung im auftrag des',
  'untertitelung. br',
  'copyright wdr',
  'mehr informationen auf www',
  'bis zum nächsten mal',
  'abonniert den kanal',
  'sous-titrage société radio-canada',
  'sous-titrage st',
  "merci d'avoir regardé",
  'gracias por ver',
  'suscríbete al canal',
  'grazie per la visione',
  'sottotitoli e revisione a cura di qtss',
  'sottotitoli creati dalla comunità',
  'obrigado por assistir',
  'legendas pela comunidade',
  'bedankt voor het kijken',
  'tv gelderland',
  'dziękuję za oglądanie',
  'dziękuję za uwagę',
  'teksting av nicolai winther',
  'undertexter från',
  'продолжение следует',
  'субтитры сделал',
  'субтитры создавал',
  'спасибо за просмотр',
  'дякую за перегляд',
  'izlediğiniz için teşekkür',
  'altyazı m.k',
  'ご視聴ありがとうございました',
  'チャンネル登録',
  '시청해주셔서 감사합니다',
  'mbc 뉴스',
  '请不吝点赞',
  '字幕由',
  '谢谢观看',
  '謝謝觀看',
];

/** Said by people and made up by Whisper alike: their whole text, nothing around it. */
const COURTESIES: ReadonlySet<string> = new Set(
  [
    'you',
    'thank you',
    'thank you very much',
    'thanks',
    'bye',
    'bye bye',
    'oh',
    'so',
    'hmm',
    'vielen dank',
    'danke schön',
    'danke',
    'tschüss',
    'merci',
    'gracias',
    'grazie',
    'obrigado',
    'bedankt',
    'dziękuję',
    'tack',
    'спасибо',
    'teşekkürler',
    'ありがとうございました',
    '감사합니다',
    '谢谢',
    '謝謝',
  ].map(plain),
);

const PLAIN_CREDITS: readonly string[] = CREDITS.map(plain);

/** Longer text that merely contains credits is somebody talking about them. */
const CREDITS_MAX_EXTRA_LETTERS = 24;

/** `credits`, `courtesy`, or undefined for everything else. */
export function stockPhrase(text: string): 'credits' | 'courtesy' | undefined {
  const letters = plain(text);
  if (COURTESIES.has(letters)) return 'courtesy';
  const isCredits = PLAIN_CREDITS.some(
    (credits) => letters.includes(credits) && letters.length <= credits.length + CREDITS_MAX_EXTRA_LETTERS,
  );
  return isCredits ? 'credits' : undefined;
}

/** Whether two texts are the same but for case, punctuation and spaces. */
export function readsLike(text: string, other: string): boolean {
  return plain(text) === plain(other);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
