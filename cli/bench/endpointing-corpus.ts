/**
 * What people say when they stop to think, and when they do not. A number between bars is a pause in ms; the half of every
 * kind that is held out is never tuned on.
 */

export type UtteranceKind =
  | 'plain'
  | 'hesitation'
  | 'filler'
  | 'thinking'
  | 'digits'
  | 'spelling'
  | 'correction'
  | 'answer';

export interface CorpusUtterance {
  readonly id: string;
  readonly kind: UtteranceKind;
  readonly language: 'en' | 'de';
  readonly half: 'tuned' | 'held-out';
  /** What is said between the pauses: one text more than there are pauses. */
  readonly texts: readonly string[];
  readonly pausesMs: readonly number[];
  /** `within`: silence in the middle of a sentence read as one; `between`: texts that are read one by one. */
  readonly pausing: 'within' | 'between';
  readonly speed: number;
}

const ENGLISH: Readonly<Record<UtteranceKind, readonly string[]>> = {
  plain: [
    'What time is it?',
    'Can you help me?',
    'How far away is the moon?',
    'Turn off the lights in the kitchen, please.',
    'Tell me a story about a dragon.',
    'I am looking for a good recipe with mushrooms.',
    'What should I wear tomorrow?',
    'Set a timer for ten minutes.',
    'Play some quiet music.',
    'Why do cats purr?',
    'It is too warm in here.',
    'Do I need an umbrella today?',
    'Add butter to the shopping list.',
    'Where is the nearest pharmacy?',
    'My brother lives in Canada.',
    'Is the museum open on Sundays?',
    'Wake me up at seven.',
    'Who painted the Mona Lisa?',
    'Read me the news of today.',
    'How do you say good morning in Italian?',
    'I would like to learn to play the guitar.',
    'When does the next train leave?',
    'Open the window.',
    'What are you waiting for?',
    'I finished the book you told me about.',
    'Could you explain how a fridge works?',
    'Remind me to call my sister this evening.',
    'Which of the two is cheaper?',
    'Good morning, how are you today?',
    'We are going to the mountains next week.',
  ],
  hesitation: [
    'I would like to |700| book a table for two.',
    'Can you tell me |500| how long it takes to get to the airport?',
    'Remind me to buy the |900| birthday present for Anna.',
    'What is the difference between |800| a crocodile and an alligator?',
    'I went to the shop because |600| we had no milk left.',
    'Set an alarm for |1200| half past six.',
    'Could you play something by |1000| that singer from Iceland?',
    'I need a recipe with |700| potatoes and |500| cheese.',
    'My favourite colour is |900| dark green.',
    'If it rains tomorrow |600| we will stay at home.',
    'Put milk, |500| eggs |700| and flour on my list.',
    'How many people live in |1500| New Zealand?',
    'I think that |800| we should leave earlier.',
    'Tell me about the |600| history of this town.',
    'When I was a child |700| we had a dog.',
    'Is there a train that |500| leaves before eight?',
    'Send a message to |1100| my brother.',
    'Would you rather |400| live by the sea or |600| in the mountains?',
    'I am looking for a hotel near the |1300| station.',
    'The thing is that |900| I have no time today.',
    'What would happen if |700| nobody came?',
    'Turn the heating to |800| twenty one degrees.',
    'I have a headache and |1000| I did not sleep well.',
    'Do you know whether |600| the library is open?',
    'Write down that |900| the key is under the mat.',
    'My sister wants to |1400| move to Spain.',
    'Find me a |500| cheap flight to Lisbon |900| in the first week of May.',
    'Before we start |500| I have one more question.',
    'The doctor said that |700| I should rest.',
    'Where can I buy |1800| good bread?',
    'Call the |400| restaurant and ask |800| if they have a table.',
    'He told me |600| he would come at nine.',
    'I want to go to the |2000| cinema tonight.',
    'We could have |300| soup, |400| or salad, |700| or something warm.',
    'It was a very |800| long day.',
    'Who was the first |900| woman on the moon?',
  ],
  filler: [
    'Um, |600| what is the weather like?',
    'I would like a, um, |900| a coffee.',
    'The name was, uh, |1200| Miller.',
    'Can you, uh, |700| turn that up?',
    'So, um, |1500| tell me a joke.',
    'I need the number of, um, |1000| the dentist.',
    'Well, |500| um, |900| maybe on Friday.',
    'It is called, uh, |1400| the night watch.',
    'Er, |800| how do I get to the station?',
    'We met in, uh, |1100| nineteen ninety two.',
    'Hmm, |1300| I am not sure about that.',
    'Play, um, |1600| something from the eighties.',
  ],
  thinking: [
    'Let me think. |1800| Make it seven o clock.',
    'Wait a moment. |1500| It was on a Tuesday.',
    'I want to invite, let me see, |1300| ten people.',
    'How do I say this? |1600| I feel tired all day.',
    'One second. |2000| My address is twelve Garden Street.',
    'What is it called? |1200| The thing for opening bottles.',
    'Give me a second. |1700| I will take the blue one.',
    "That's a good question. |1400| I would say Italy.",
  ],
  digits: [
    'My number is five five five |700| one two |900| three four.',
    'The code is four seven |800| one nine.',
    'Zero one seven one |600| two three four |800| five six seven.',
    'Call me at five five five, |1000| one two three four.',
    'My phone number is six one two, |700| nine nine zero, |600| four four two one.',
    'The order number is eight eight |1100| two three |500| zero.',
    'It is three, |500| one, |500| four, |500| one, |500| five.',
    'My account number is nine zero |900| seven seven |700| six one.',
    'The zip code is nine four |800| one one zero.',
    'Dial eight hundred |900| five five five |700| zero one nine nine.',
  ],
  spelling: [
    'My name is spelled J, |500| O, |600| H, |500| N.',
    'It is spelled M, A, Y, |900| E, R.',
    'You spell it S, C, |800| H, M, |700| I, D, T.',
    'My last name is Kowalski, K, O, |600| W, A, L, |900| S, K, I.',
    'The letters are B, |700| F, |700| G.',
    'That is spelled P, H, |1100| I, L.',
    'It is A, N, N, |800| E with an E at the end.',
    'The registration is K, L, |1000| X, Y.',
  ],
  correction: [
    'Set a timer for five, |600| no, I meant |700| ten minutes.',
    'Call Peter. |500| No, wait, |800| call Paul.',
    'The meeting is on Monday, |400| sorry, I mean |600| on Tuesday.',
    'Turn on the lamp, |500| or rather |700| the ceiling light.',
    'Two tickets. |700| No, actually, |800| make that three.',
    'I live in Boston, |400| I mean |900| near Boston.',
  ],
  answer: [
    'Yes.',
    'No.',
    'Yes, please.',
    'No, thank you.',
    'Sure.',
    'Okay.',
    'Seven.',
    'Tomorrow.',
    'About twenty.',
    'The second one.',
    'Half past six.',
    'Not yet.',
    'I think so.',
    'Both.',
    'Blue.',
    'Of course.',
    'Maybe later.',
    "I don't know.",
    'Yeah.',
    'On Friday.',
    'Two, please.',
    'In Berlin.',
    'A bit more.',
    'Go ahead.',
  ],
};

const GERMAN: Readonly<Record<UtteranceKind, readonly string[]>> = {
  plain: [
    'Wie spät ist es?',
    'Mach bitte das Licht aus.',
    'Erzähl mir eine Geschichte.',
    'Wie wird das Wetter morgen in Hamburg?',
    'Stell einen Wecker auf sieben Uhr.',
    'Warum ist der Himmel blau?',
    'Mir ist kalt.',
    'Wo ist die nächste Apotheke?',
    'Schalte die Heizung an.',
    'Was soll ich heute kochen?',
    'Ich suche ein Hotel am Meer.',
    'Kannst du mir helfen?',
  ],
  hesitation: [
    'Ich hätte gern |700| einen Tisch für zwei Personen.',
    'Kannst du mir sagen, |500| wann der nächste Zug fährt?',
    'Erinnere mich daran, dass |900| ich Brot kaufen muss.',
    'Was ist der Unterschied zwischen |800| einem Alligator und einem Krokodil?',
    'Ich bin zu Hause geblieben, weil |700| es geregnet hat.',
    'Stell einen Wecker auf |1200| halb sieben.',
    'Schreib Milch, |500| Eier und |700| Mehl auf die Liste.',
    'Ich möchte in die |1000| Berge fahren.',
    'Wenn es morgen regnet, |600| bleiben wir zu Hause.',
    'Spiel etwas von |1500| den Beatles.',
    'Meine Schwester will |800| nach Spanien ziehen.',
    'Ruf bitte |600| meinen Bruder an.',
  ],
  filler: [
    'Äh, |700| wie spät ist es?',
    'Ich möchte, ähm, |1000| einen Kaffee.',
    'Das heißt, äh, |1300| die Nachtwache.',
    'Also, ähm, |1500| erzähl mir einen Witz.',
  ],
  thinking: [
    'Moment mal. |1600| Es war am Dienstag.',
    'Lass mich überlegen. |1800| Ich nehme das blaue.',
    'Wie heißt das noch? |1300| Der Korkenzieher.',
    'Warte mal. |1500| Mach lieber acht Uhr daraus.',
  ],
  digits: [
    'Meine Nummer ist null eins sieben eins |800| zwei drei vier |700| fünf sechs.',
    'Der Code ist vier sieben |900| eins neun.',
    'Die Postleitzahl ist acht null |800| drei drei eins.',
    'Fünf fünf fünf |700| eins zwei drei vier.',
  ],
  spelling: ['Ich buchstabiere: M, A, |800| Y, E, R.', 'Mein Name wird geschrieben K, |600| R, A, |700| U, S.'],
  correction: [
    'Fünf Minuten, |600| nein, ich meine |800| zehn Minuten.',
    'Ruf Peter an. |500| Nein, warte, |800| ruf Paul an.',
  ],
  answer: [
    'Ja.',
    'Nein.',
    'Ja, bitte.',
    'Nein, danke.',
    'Gerne.',
    'Morgen.',
    'Um halb acht.',
    'Zwei.',
    'Keine Ahnung.',
    'Genau.',
  ],
};

const SPEEDS = [1, 0.9, 1.12];

/** Every utterance, in an order that never changes. */
export const CORPUS: readonly CorpusUtterance[] = [...utterances('en', ENGLISH), ...utterances('de', GERMAN)];

function utterances(
  language: CorpusUtterance['language'],
  kinds: Readonly<Record<UtteranceKind, readonly string[]>>,
): readonly CorpusUtterance[] {
  return Object.entries(kinds).flatMap(([kind, lines]) =>
    lines.map((line, index): CorpusUtterance => {
      const pieces = line.split('|');
      return {
        id: `${language}-${kind}-${index + 1}`,
        kind: kind as UtteranceKind,
        language,
        half: index % 2 === 0 ? 'tuned' : 'held-out',
        texts: pieces.filter((_, i) => i % 2 === 0).map((text) => text.trim()),
        pausesMs: pieces.filter((_, i) => i % 2 === 1).map(Number),
        // Fillers and afterthoughts stand alone; what a sentence leads to may be cut either way.
        pausing: kind === 'hesitation' && (index >> 1) % 2 === 0 ? 'within' : 'between',
        speed: SPEEDS[(index >> 1) % SPEEDS.length] ?? 1,
      };
    }),
  );
}
