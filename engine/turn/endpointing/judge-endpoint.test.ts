import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { loadPhrases } from '../phrases/phrases.ts';
import { type EndpointEvidence, judgeEndpoint } from './judge-endpoint.ts';
import { type Ending, readEnding } from './read-ending.ts';
import { LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS, type SpeakerPace, UNKNOWN_PACE } from './speaker-pace.ts';

const PHRASES = { en: loadPhrases('en'), de: loadPhrases('de') };
type Language = keyof typeof PHRASES;

const ENDINGS: Readonly<Record<Language, Readonly<Partial<Record<Ending, readonly string[]>>>>> = {
  en: {
    question: [
      'What is the capital of France?',
      'What time is it?',
      'Can you help me?',
      'How are you doing?',
      'Why not?',
    ],
    sentence: [
      'Set a timer for ten minutes.',
      'Tell me a joke.',
      'I live in the USA.',
      'Turn off the lights in the kitchen, please.',
      'The blue one.',
      'Because it is late.',
    ],
    open: ['the weather in Berlin tomorrow', 'play some quiet music'],
    fragment: ['Two tickets.', 'Louder please.', 'Call Peter.', 'But milk.'],
    phrase: ['On Tuesday.', 'with milk', 'Next week.', 'My brother'],
    'number-answer': ['Half past six.', 'Two or three.'],
    remark: ['Yes.', 'No, thank you.', 'Maybe later.', 'I think so.', 'Okay.'],
    filler: ['Um...', 'Um', 'I want a, um,', 'So, uh', 'Hmm.'],
    thinking: [
      'Let me think.',
      'I would say, let me see,',
      'One second.',
      '1 second',
      'Just a moment...',
      "What's it called?",
    ],
    repair: ['No, I meant', 'Set a timer for five. No, I mean', 'On Monday, or rather', 'Two tickets. No, wait.'],
    'leads-on': [
      'I went to the shop because',
      'I went to the shop and.',
      'Put it on the',
      'Show me the.',
      'I would like',
      'Could you tell me?',
      'I am looking for a',
      'My name is',
      'I think that',
      'What about',
    ],
    'half-sentence': ['When I was a child.', 'If it rains tomorrow', 'before we start.'],
    'may-lead-on': ['Book a table for', 'I would like to', 'It is called L.', 'Send a message to'],
    'may-end': ['Turn it on.', 'I finished the book you told me about.', 'Could you play something by?'],
    stranded: ['I forgot my keys. What would you do?', 'What are you waiting for?', 'Who am I?', 'Where are you from?'],
    'trailing-off': ['I was thinking...', 'I was thinking…', 'Well the train -'],
    comma: ['I bought apples,', 'Berlin,'],
    opener: ['Hey', 'Okay, so.', 'Hello!', 'I have a question.', 'Excuse me,'].slice(0, 4),
    digits: [
      'My number is 555',
      'My number is',
      'five five five one',
      'Five, five, five.',
      '555-12',
      'It is 3, 1, 4, 1.',
      'The code is 4 7',
    ],
    'whole-number': [
      'My number is 555-1234.',
      'Zero one seven one two three four',
      'The code is 4719.',
      'The zip code is 94110',
    ],
    'in-number': ['Wake me up at 7.', 'Set a timer for five.'],
    spelling: [
      'J-O-H-N.',
      'J, O',
      'My name is spelled M-A-Y.',
      'My name is spelled MAY.',
      'It is spelled',
      'B as in boy',
      'It is spelled J.',
    ],
    'stop-phrase': ['Stop.', 'Okay, stop.', 'Never mind.', 'Be quiet, please.'],
  },
  de: {
    question: ['Wie spät ist es jetzt?', 'Kannst du mir helfen?', 'Wo ist die nächste Apotheke?'],
    sentence: ['Mach bitte das Licht heller.', 'Erzähl mir eine Geschichte.', 'Mir ist kalt.'],
    remark: ['Ja.', 'Nein, danke.', 'Keine Ahnung.'],
    filler: ['Ähm', 'Äh...', 'Ich möchte, ähm,', 'Hm.'],
    thinking: ['Moment mal.', 'Lass mich überlegen.', 'Wie heißt das noch?', 'Einen Moment bitte.'],
    repair: ['Fünf Minuten, nein, ich meine', 'Um acht, oder besser gesagt'],
    'leads-on': [
      'Ich hätte gern',
      'Ich möchte einen',
      'Erinnere mich daran, dass',
      'Ich bin zu Hause geblieben, weil.',
      'Ich suche ein Geschenk für',
      'Stell das auf die',
    ],
    'half-sentence': ['Wenn es morgen regnet.', 'Obwohl es kalt war'],
    'may-end': ['Mach das Licht an.', 'Schalte das Licht aus.', 'Ich will wissen, wie das Wetter ist.'],
    'may-lead-on': ['Und dann', 'Kannst du'],
    stranded: ['Was ist das?', 'Was gibt es?'],
    digits: ['Meine Nummer ist 0171', 'Null eins sieben eins', 'Meine Telefonnummer ist'],
    'whole-number': ['Die Postleitzahl ist 80331.', 'Meine Nummer ist 0171 2345678'],
    spelling: ['M-A-I', 'Ich buchstabiere', 'Ich buchstabiere: M'],
    opener: ['Hallo.', 'Also'],
    'stop-phrase': ['Stopp.', 'Sei still.', 'Hör bitte auf.'],
  },
};

for (const [language, endings] of Object.entries(ENDINGS)) {
  for (const [ending, texts] of Object.entries(endings)) {
    describe(`${language}: ${ending}`, () => {
      for (const text of texts) {
        test(text, () => assert.equal(readEnding(text, false, PHRASES[language as Language]), ending));
      }
    });
  }
}

describe('after a question', () => {
  const cases: [language: Language, ending: Ending, texts: readonly string[]][] = [
    [
      'en',
      'short-answer',
      [
        'Yes.',
        'Yeah',
        'No, thanks.',
        'Sure, go ahead.',
        'Tomorrow.',
        'The second one.',
        'Not yet.',
        'I don’t know.',
        'Both.',
      ],
    ],
    ['en', 'number-answer', ['Seven.', '7', 'About twenty.', 'Half past six.', 'At seven.', '12.50', 'Two, please.']],
    ['en', 'answer', ['On Friday.', 'My brother.', 'In Paris']],
    ['en', 'leads-on', ['Yes, and', 'No, because']],
    ['en', 'filler', ['Um.', 'Yes, um']],
    ['en', 'digits', ['five five five', 'It’s 0 1 7 1']],
    ['en', 'whole-number', ['555-1234']],
    ['de', 'short-answer', ['Ja.', 'Ja, gerne.', 'Nein, danke.', 'Morgen.', 'Weiß ich nicht.', 'Genau.']],
    ['de', 'number-answer', ['Zwei.', 'Um halb acht.', 'Halb acht.', '7 Uhr']],
    ['de', 'leads-on', ['Ja, aber', 'Nein, weil']],
  ];
  for (const [language, ending, texts] of cases) {
    for (const text of texts) {
      test(`${language}: "${text}" is ${ending}`, () =>
        assert.equal(readEnding(text, true, PHRASES[language]), ending));
    }
  }
});

const judge = (evidence: Partial<EndpointEvidence>, eagerness: number = 0.5, pace: SpeakerPace = UNKNOWN_PACE) =>
  judgeEndpoint(
    { acoustic: undefined, text: undefined, afterQuestion: false, ...evidence },
    { phrases: PHRASES.en, eagerness, pace },
  );

describe('delays at an eagerness of one half', () => {
  test('voice and words that agree on an end are answered at once', () => {
    for (const text of ['What is the capital of France?', 'Set a timer for ten minutes.', 'Turn off the lights.']) {
      const { delayMs, probability } = judge({ acoustic: 0.97, text });
      assert.ok(delayMs >= 240 && delayMs <= 320, `${text}: ${delayMs}`);
      assert.ok(probability > 0.9);
    }
  });

  test('an answer ends at once, whatever the voice says', () => {
    for (const acoustic of [0.1, 0.5, 0.99, undefined]) {
      const { delayMs } = judge({ acoustic, text: 'Yes.', afterQuestion: true });
      assert.ok(delayMs >= 150 && delayMs <= 215, `${acoustic}: ${delayMs}`);
    }
    // "Yeah" in a rising voice was the fault of many an assistant.
    assert.ok(judge({ acoustic: 0.02, text: 'Yeah.', afterQuestion: true }).delayMs <= 300);
  });

  test('a short question that sounds unfinished is not left hanging', () => {
    for (const text of ['What time is it?', 'Can you help me?']) {
      assert.ok(judge({ acoustic: 0.01, text }).delayMs <= 1000);
      assert.ok(judge({ acoustic: 0.3, text }).delayMs <= 600);
    }
  });

  test('who searches for words is waited for, even where the voice sounds final', () => {
    for (const text of ['Um.', 'Let me think.', 'I want to, um']) {
      const { delayMs } = judge({ acoustic: 0.95, text });
      assert.ok(delayMs >= 2500 && delayMs <= 3000, `${text}: ${delayMs}`);
    }
    for (const text of ['I went there because', 'My number is 555', 'My name is J-O-H', 'Put it on the']) {
      const { delayMs } = judge({ acoustic: 0.6, text });
      assert.ok(delayMs >= 1400 && delayMs <= 2200, `${text}: ${delayMs}`);
    }
  });

  test('a number that may be complete is waited for less', () => {
    const whole = judge({ acoustic: 0.8, text: 'My number is 555-1234.' }).delayMs;
    assert.ok(whole <= 1000 && whole < judge({ acoustic: 0.8, text: 'My number is 555.' }).delayMs);
    assert.ok(judge({ acoustic: 0.8, text: 'Seven.', afterQuestion: true }).delayMs <= 450);
  });

  test('words on their way are worth waiting for, no words at all not for ever', () => {
    const pending = judge({ acoustic: 0.97 });
    assert.equal(pending.reason, 'words-pending');
    assert.ok(pending.delayMs > judge({ acoustic: 0.97, text: 'Set a timer for ten minutes.' }).delayMs);
    assert.equal(judge({ text: '...' }).reason, 'no-words');
    assert.ok(judge({ text: '' }).delayMs <= 1200);
  });
});

test('short and complete is answered soon, asked or not, whatever the voice says', () => {
  for (const text of [
    'Yes, please.',
    'Thanks a lot.',
    'On Tuesday.',
    'With milk.',
    'Half past six.',
    'Good idea.',
    'Okay.',
  ]) {
    for (const acoustic of [0.3, 0.97]) {
      const { delayMs } = judge({ acoustic, text });
      assert.ok(delayMs <= 600, `${text}: ${delayMs}`);
    }
  }
});

describe('the pace of the speaker', () => {
  const fast = { pauseMs: SHORTEST_PAUSE_MS, pauses: 30 };
  const slow = { pauseMs: LONGEST_PAUSE_MS, pauses: 30 };
  test('shortens and lengthens what is in doubt', () => {
    const doubtful = { acoustic: 0.3, text: 'I saw the museum.' };
    const [short, typical, long] = [fast, UNKNOWN_PACE, slow].map((pace) => judge(doubtful, 0.5, pace).delayMs);
    assert.ok((short ?? 0) < (typical ?? 0) - 80 && (typical ?? 0) < (long ?? 0) - 150, `${short} ${typical} ${long}`);
  });
  test('hardly touches what is sure', () => {
    const sure = { acoustic: 0.98, text: 'What time is it?' };
    assert.ok(judge(sure, 0.5, slow).delayMs - judge(sure, 0.5, fast).delayMs < 80);
  });
});

describe('whatever is heard', () => {
  const words = fc.constantFrom(
    ...[
      'yes',
      'um',
      'the',
      'and',
      'what',
      'is',
      'it',
      '7',
      '555',
      'J',
      'stop',
      'Berlin',
      'let me think',
      'my number is',
      ',',
      '?',
      '.',
      '…',
      '-',
    ],
  );
  const evidence = fc.record({
    acoustic: fc.option(fc.double({ min: 0, max: 1 }), { nil: undefined }),
    text: fc.option(
      fc.oneof(
        fc.array(words, { maxLength: 10 }).map((parts) => parts.join(' ')),
        fc.string({ unit: 'grapheme', maxLength: 30 }),
      ),
      { nil: undefined },
    ),
    afterQuestion: fc.boolean(),
  });
  const eagerness = fc.double({ min: 0, max: 1, noNaN: true });
  const pace = fc.record({
    pauseMs: fc.double({ min: SHORTEST_PAUSE_MS, max: LONGEST_PAUSE_MS, noNaN: true }),
    pauses: fc.integer({ min: 0, max: 30 }),
  });
  const language = fc.constantFrom<Language>('en', 'de');

  test('the delay lies within what a person accepts', () => {
    fc.assert(
      fc.property(evidence, eagerness, pace, language, (heard, eager, speaker, code) => {
        const judged = judgeEndpoint(heard, { phrases: PHRASES[code], eagerness: eager, pace: speaker });
        const isSearching = judged.reason === 'filler' || judged.reason === 'thinking';
        const longestMs = (isSearching ? 3000 : 2200) * 2 ** (1 - 2 * eager);
        assert.ok(judged.delayMs >= 150 && judged.delayMs <= Math.ceil(longestMs), JSON.stringify(judged));
        assert.ok(judged.probability >= 0 && judged.probability <= 1);
        assert.match(judged.reason, /^[a-z]+(-[a-z]+)*$/);
      }),
    );
  });

  test('who is eager never waits longer', () => {
    fc.assert(
      fc.property(evidence, eagerness, eagerness, pace, (heard, a, b, speaker) => {
        const context = { phrases: PHRASES.en, pace: speaker };
        const patient = judgeEndpoint(heard, { ...context, eagerness: Math.min(a, b) }).delayMs;
        assert.ok(judgeEndpoint(heard, { ...context, eagerness: Math.max(a, b) }).delayMs <= patient);
      }),
    );
  });

  test('a voice that sounds more final is never waited for longer', () => {
    fc.assert(
      fc.property(
        evidence,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (heard, a, b) => {
          const less = judge({ ...heard, acoustic: Math.min(a, b) });
          const more = judge({ ...heard, acoustic: Math.max(a, b) });
          assert.ok(more.delayMs <= less.delayMs && more.probability >= less.probability);
        },
      ),
    );
  });

  test('nonsense from a model changes nothing but the doubt', () => {
    for (const acoustic of [Number.NaN, -1, 2, Number.POSITIVE_INFINITY]) {
      const { delayMs, probability } = judge({ acoustic, text: 'Tell me a joke.' });
      assert.ok(Number.isFinite(delayMs) && Number.isFinite(probability));
    }
  });
});
