/** Sentences worth keeping, picked without a model: what users say about themselves, and names and numbers. */

export interface Fact {
  /** One sentence of the user, word for word. */
  readonly text: string;
  /** The higher, the longer it is kept. */
  readonly weight: number;
}

/** The very first thing said: what "the start of the conversation" means to people. */
const OPENING_WEIGHT = 100;
const MIN_WEIGHT = 2;
const MAX_FACT_CHARACTERS = 160;

/** First person, in the languages the assistant is likeliest to be spoken to. */
const FIRST_PERSON = [
  /\b(my|mine|i am|i'm|i have|i've|i live|i work|i like|i love|i need|i want|i prefer|i was|we are|our|call me)\b/i,
  /\b(mein|meine|meinen|meiner|ich bin|ich habe|ich wohne|ich arbeite|ich mag|ich möchte|ich brauche|wir)\b/i,
  /\b(mon|ma|mes|je suis|j'ai|j'habite|je m'appelle|j'aime|notre|nous)\b/i,
  /\b(mi|mis|soy|tengo|vivo|trabajo|me llamo|me gusta|quiero|nuestro|nuestra)\b/i,
  /\b(mio|mia|sono|ho|abito|lavoro|mi chiamo|mi piace|vorrei)\b/i,
  /\b(meu|minha|sou|tenho|moro|trabalho|me chamo|gosto)\b/i,
];
const NAMING = /\b(name is|call me|ich heiße|mein name|je m'appelle|me llamo|mi chiamo|me chamo)\b/i;
const REMEMBER = /\b(remember|don't forget|merk dir|vergiss nicht|souviens|recuerda|ricorda|lembra)\b/i;

/**
 * @param isBeginning whether these turns open the conversation; the first sentence is then always a fact.
 */
export function extractFacts(turns: readonly { readonly userText: string }[], isBeginning: boolean): Fact[] {
  const facts: Fact[] = [];
  for (const [turnIndex, turn] of turns.entries()) {
    for (const [index, sentence] of sentencesOf(turn.userText).entries()) {
      const isOpening = isBeginning && turnIndex === 0 && index === 0;
      const weight = isOpening ? OPENING_WEIGHT : weigh(sentence);
      if (weight >= MIN_WEIGHT) facts.push({ text: shorten(sentence), weight });
    }
  }
  return facts;
}

/** The weightiest facts that fit, in the order they were said; of equals, the older. */
export function keepFacts(facts: readonly Fact[], maxCharacters: number): Fact[] {
  const distinct = facts.filter((fact, index) => facts.findIndex((other) => isSame(fact, other)) === index);
  const byWeight = distinct
    .map((_, index) => index)
    .sort((a, b) => weightAt(distinct, b) - weightAt(distinct, a) || a - b);
  const kept = new Set<number>();
  let characters = 0;
  for (const index of byWeight) {
    const length = distinct[index]?.text.length ?? 0;
    if (characters + length > maxCharacters) continue;
    characters += length;
    kept.add(index);
  }
  return distinct.filter((_, index) => kept.has(index));
}

export function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?。！？\n]+[.!?。！？]*/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function weigh(sentence: string): number {
  if (/[?？]\s*$/.test(sentence)) return 0;
  const isOwn = FIRST_PERSON.some((pattern) => pattern.test(sentence));
  const hasNumber = /\p{N}/u.test(sentence);
  const hasName = /\p{Ll}[\s,]+\p{Lu}\p{Ll}/u.test(sentence);
  const ownWeight = isOwn ? 2 : 0;
  const namingWeight = NAMING.test(sentence) || REMEMBER.test(sentence) ? 4 : 0;
  return ownWeight + namingWeight + (hasNumber ? 1 : 0) + (hasName ? 1 : 0);
}

function weightAt(facts: readonly Fact[], index: number): number {
  return facts[index]?.weight ?? 0;
}

function isSame(a: Fact, b: Fact): boolean {
  return a.text.toLowerCase() === b.text.toLowerCase();
}

function shorten(text: string): string {
  return text.length > MAX_FACT_CHARACTERS ? `${text.slice(0, MAX_FACT_CHARACTERS - 1)}…` : text;
}
