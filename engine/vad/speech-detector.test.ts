import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { DEFAULT_SPEECH_DETECTOR_CONFIG, SpeechDetector, type SpeechEvent } from './speech-detector.ts';

/** Every sample of frame n is n, so that audio tells which frames it came from. */
function frameNumber(n: number): AudioFrame {
  return { at: (n * FRAME_SAMPLES) as SampleTime, pcm: new Float32Array(FRAME_SAMPLES).fill(n) };
}

interface Numbered {
  readonly frame: number;
  readonly event: SpeechEvent;
}

function detect(probabilities: readonly number[], detector: SpeechDetector = new SpeechDetector()): Numbered[] {
  return probabilities.flatMap((probability, frame) => {
    const event = detector.push(frameNumber(frame), probability);
    return event === undefined ? [] : [{ frame, event }];
  });
}

/** `type@frame of the edge, seen at frame`, such as `started@2 seen 5`. */
function summary(events: readonly Numbered[]): string[] {
  return events.map(
    ({ frame, event }) => `${event.type.replace('speech.', '')}@${event.at / FRAME_SAMPLES} seen ${frame}`,
  );
}

function isSuspicion({ event }: Numbered): boolean {
  return event.type === 'speech.suspected' || event.type === 'speech.dismissed';
}

function edges(events: readonly Numbered[]): Numbered[] {
  return events.filter((numbered) => !isSuspicion(numbered));
}

function starts(values: readonly number[], detector: SpeechDetector = new SpeechDetector()): Numbered[] {
  return detect(values, detector).filter(({ event }) => event.type === 'speech.started');
}

/** `_` silent 0.1, `-` weak 0.2, `=` between the thresholds 0.4, `#` speech 0.9. */
function probabilities(drawing: string): number[] {
  const levels: Readonly<Record<string, number>> = { _: 0.1, '-': 0.2, '=': 0.4, '#': 0.9 };
  return [...drawing].map((char) => levels[char] ?? assert.fail(`no level ${char}`));
}

describe('SpeechDetector', () => {
  const table: readonly (readonly [name: string, drawing: string, events: readonly string[]])[] = [
    ['silence', '__________', []],
    ['a click of one frame', '___#______', []],
    ['a cough of three frames', '___###____', []],
    ['many clicks', '#_##_###_##_#_###_', []],
    ['four frames are speech', '__####', ['started@2 seen 5']],
    ['speech and a pause', '__#####____', ['started@2 seen 5', 'paused@7 seen 9']],
    ['two silent frames are no pause', '####__####', ['started@0 seen 3']],
    ['three silent frames are', '####___', ['started@0 seen 3', 'paused@4 seen 6']],
    ['a weak syllable holds speech', '####======____', ['started@0 seen 3', 'paused@10 seen 12']],
    ['a weak sound does not begin speech', '======____', []],
    ['a weak sound goes on with a beginning', '_#===', ['started@1 seen 4']],
    ['going on after a pause', '####___##__', ['started@0 seen 3', 'paused@4 seen 6', 'resumed@7 seen 8']],
    ['a click in a pause', '####____#___', ['started@0 seen 3', 'paused@4 seen 6']],
    ['a weak sound in a pause', '####___=====', ['started@0 seen 3', 'paused@4 seen 6']],
    ['the pause is said once', '####__________', ['started@0 seen 3', 'paused@4 seen 6']],
    [
      'two pauses',
      '####___##___##___',
      [
        'started@0 seen 3',
        'paused@4 seen 6',
        'resumed@7 seen 8',
        'paused@9 seen 11',
        'resumed@12 seen 13',
        'paused@14 seen 16',
      ],
    ],
    ['silence between must be in a row', '####_-#--#___', ['started@0 seen 3', 'paused@10 seen 12']],
  ];
  for (const [name, drawing, events] of table) {
    test(name, () => assert.deepEqual(summary(edges(detect(probabilities(drawing)))), events));
  }

  const suspicions: readonly (readonly [name: string, drawing: string, events: readonly string[]])[] = [
    ['a click is suspected and dismissed', '___#______', ['suspected@3 seen 3', 'dismissed@4 seen 4']],
    ['a cough is suspected and dismissed', '___###____', ['suspected@3 seen 3', 'dismissed@6 seen 6']],
    ['speech is suspected and starts', '_####', ['suspected@1 seen 1', 'started@1 seen 4']],
    ['a weak sound goes on with it', '_#=_', ['suspected@1 seen 1', 'dismissed@3 seen 3']],
    [
      'coughs in a row',
      '##_###_',
      ['suspected@0 seen 0', 'dismissed@2 seen 2', 'suspected@3 seen 3', 'dismissed@6 seen 6'],
    ],
    [
      'none in a pause',
      '####____#__##',
      ['suspected@0 seen 0', 'started@0 seen 3', 'paused@4 seen 6', 'resumed@11 seen 12'],
    ],
  ];
  for (const [name, drawing, events] of suspicions) {
    test(`suspicion: ${name}`, () => assert.deepEqual(summary(detect(probabilities(drawing))), events));
  }

  test('the end of an utterance leaves a suspicion open', () => {
    const detector = new SpeechDetector();
    detect(probabilities('__###'), detector);
    detector.endUtterance();
    assert.deepEqual(detector.push(frameNumber(5), 0), { type: 'speech.dismissed', at: 5 * FRAME_SAMPLES });
  });

  test('a word that begins in a pause as the turn ends belongs to the next', () => {
    const detector = new SpeechDetector();
    detect(probabilities('####___#'), detector);
    detector.endUtterance();
    const events = [8, 9, 10].flatMap((n) => detector.push(frameNumber(n), 0.9) ?? []);
    assert.deepEqual(
      events.map(({ type, at }) => [type, at / FRAME_SAMPLES]),
      [
        ['speech.suspected', 7],
        ['speech.started', 7],
      ],
    );
  });

  describe('what is far quieter than the voice', () => {
    /** `#` loud speech, `q` speech to the model and 40 dB quieter, `n` the same 30 dB quieter, `_` silence to both. */
    const FRAMES: Readonly<Record<string, readonly [probability: number, amplitude: number]>> = {
      '#': [0.9, 0.3],
      q: [0.9, 0.003],
      n: [0.9, 0.0095],
      _: [0.1, 0],
    };
    const quietTable: readonly (readonly [name: string, drawing: string, events: readonly string[]])[] = [
      ['ends speech before the model notices', '####qqqqqq', ['started@0 seen 3', 'paused@4 seen 7']],
      ['is a closure when it is short', '####qqq###', ['started@0 seen 3']],
      ['is speech in noise', '####nnnnnn', ['started@0 seen 3']],
      ['does not resume speech', '####___qqqq', ['started@0 seen 3', 'paused@4 seen 6']],
      ['may begin speech', 'qqqqqq', ['started@0 seen 3']],
    ];
    for (const [name, drawing, expected] of quietTable) {
      test(name, () => {
        const detector = new SpeechDetector();
        const events = [...drawing].flatMap((char, n) => {
          const [probability, amplitude] = FRAMES[char] ?? assert.fail(`no frame ${char}`);
          const pcm = new Float32Array(FRAME_SAMPLES).fill(amplitude);
          const event = detector.push({ at: (n * FRAME_SAMPLES) as SampleTime, pcm }, probability);
          return event === undefined ? [] : [{ frame: n, event }];
        });
        assert.deepEqual(
          summary(events).filter((line) => !/suspected|dismissed/.test(line)),
          expected,
        );
      });
    }
  });

  test('the pre-roll has 512 ms before the first speech frame, and everything since', () => {
    const [started] = starts(probabilities(`${'_'.repeat(40)}####`));
    assert.ok(started?.event.type === 'speech.started');
    assert.equal(started.event.at, 40 * FRAME_SAMPLES);
    assert.equal(started.event.preRollAt, 24 * FRAME_SAMPLES);
    const frames = Array.from(
      { length: 20 },
      (_, i) => started.event.type === 'speech.started' && started.event.preRoll[i * FRAME_SAMPLES],
    );
    assert.deepEqual(
      frames,
      Array.from({ length: 20 }, (_, i) => 24 + i),
    );
    assert.equal(started.event.preRoll.length, 20 * FRAME_SAMPLES);
  });

  test('near the start of capture the pre-roll is what there is', () => {
    const [started] = starts(probabilities('_####'));
    assert.ok(started?.event.type === 'speech.started');
    assert.deepEqual([started.event.preRollAt, started.event.preRoll.length], [0, 5 * FRAME_SAMPLES]);
  });

  test('a cough before speech stays in the pre-roll', () => {
    const [started] = starts(probabilities('_##__####'));
    assert.ok(started?.event.type === 'speech.started');
    assert.ok(started.event.preRoll.includes(1));
  });

  test('after the end of an utterance, speech starts anew', () => {
    const detector = new SpeechDetector();
    assert.equal(edges(detect(probabilities('####___'), detector)).length, 2);
    assert.equal(detector.state, 'paused');
    detector.endUtterance();
    assert.equal(detector.state, 'silent');
    assert.deepEqual(summary(edges(detect(probabilities('##_####'), detector))), ['started@3 seen 6']);
  });

  test('the state tells what the user is doing', () => {
    const detector = new SpeechDetector();
    const states = probabilities('__####___##').map((probability, n) => {
      detector.push(frameNumber(n), probability);
      return detector.state;
    });
    const runs = states.filter((state, i) => state !== states[i - 1]);
    assert.deepEqual(runs, ['silent', 'speaking', 'paused', 'speaking']);
  });

  test('reset forgets audio and state', () => {
    const detector = new SpeechDetector();
    detect(probabilities('___###'), detector);
    detector.reset();
    const [started] = starts(probabilities('####'), detector);
    assert.ok(started?.event.type === 'speech.started');
    assert.equal(started.event.preRoll.length, 4 * FRAME_SAMPLES);
  });

  test('for any probabilities: edges alternate, lie in order and never in the future, and pre-roll is gap-free', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 300 }), (values) => {
        const all = detect(values);
        for (const [i, { event }] of all.entries()) {
          const next = all[i + 1]?.event.type;
          if (event.type === 'speech.suspected' && next !== undefined) {
            assert.ok(next === 'speech.started' || next === 'speech.dismissed', `${next} after a suspicion`);
          }
          if (event.type === 'speech.dismissed') assert.equal(all[i - 1]?.event.type, 'speech.suspected');
        }
        const lastSilent = values.findLastIndex((value) => value < DEFAULT_SPEECH_DETECTOR_CONFIG.endProbability);
        const isOpen = all.at(-1)?.event.type === 'speech.suspected';
        assert.ok(!isOpen || (all.at(-1)?.frame ?? 0) > lastSilent, 'a suspicion stays open over a silent frame');
        const events = edges(all);
        let previous: SpeechEvent | undefined;
        for (const { frame, event } of events) {
          const expected =
            previous === undefined
              ? ['speech.started']
              : previous.type === 'speech.paused'
                ? ['speech.resumed']
                : ['speech.paused'];
          assert.ok(expected.includes(event.type), `${event.type} after ${previous?.type}`);
          assert.ok(event.at <= (frame + 1) * FRAME_SAMPLES);
          assert.ok(previous === undefined || event.at >= previous.at);
          if (event.type === 'speech.started') {
            assert.equal(event.preRollAt + event.preRoll.length, (frame + 1) * FRAME_SAMPLES);
            for (const [i, sample] of event.preRoll.entries()) {
              assert.equal(sample, Math.floor((event.preRollAt + i) / FRAME_SAMPLES));
            }
          }
          previous = event;
        }
      }),
    );
  });
});
