/** Plays scenarios: a fresh engine in a fresh room for each, with real models that stay loaded in between. */

import { toFault } from '../../../contract/faults.ts';
import { SAMPLE_RATE_HZ } from '../../../engine/audio/audio-frame.ts';
import { resample } from '../../../engine/audio/resample.ts';
import { readWavFile } from '../../../engine/audio/wav-file.ts';
import { createEchoCanceller } from '../../../engine/capture/aec3.adapter.ts';
import { fromAfar } from '../../../engine/devices/virtual-room-distance.ts';
import { ECHO_LEVELS } from '../../../engine/devices/virtual-room-echo.ts';
import { createEngine, type Engine } from '../../../engine/engine.ts';
import { prepareRehearsal, type Rehearsal } from '../../../engine/rehearsal.ts';
import type { ChatMessage } from '../../../engine/reply/language-model.ts';
import { FakeConversationStore } from '../../../engine/storage/fake-conversation-store.ts';
import { transcribeLong } from '../../../engine/stt/long-audio.ts';
import type { Transcriber } from '../../../engine/stt/stt.ts';
import { createWhisperCppTranscriber } from '../../../engine/stt/whisper-cpp.adapter.ts';
import type { TtsLoad } from '../../../engine/workers/tts-worker.ts';
import { fixturePath } from '../checkout.ts';
import { installedModelFile, testDataDir } from '../models.ts';
import { Director } from './director.ts';
import { atLevel } from './loudness.ts';
import type { Scenario, Step } from './scenario.ts';
import { soundNamed } from './sounds.ts';
import { SpeechBank } from './speech-bank.ts';
import { steadyVoiceDir } from './steady-voice.ts';
import type { Run, TimedEvent } from './timeline.ts';
import { wrongWords } from './words-heard.ts';
import { WorkerPool } from './worker-pool.ts';

const DEFAULT_ANSWER = 'It is noon, and the sun is shining.';
/** Enough for a few sentences; the wording is the scenario's, or of no matter. */
const MAX_TOKENS = 120;

export class Stage implements AsyncDisposable {
  readonly #workers: WorkerPool;
  readonly #voices = new SpeechBank();
  #listener: Promise<Transcriber> | undefined;

  static async open(): Promise<Stage> {
    return new Stage(await steadyVoiceDir());
  }

  private constructor(voiceDir: string) {
    this.#workers = new WorkerPool((file, params) =>
      /tts-worker\.[jt]s$/.test(file) ? { ...(params as TtsLoad), voiceDir } : params,
    );
  }

  async play(scenario: Scenario): Promise<Run> {
    const clips = await Promise.all(scenario.steps.map((step) => this.#clipOf(step)));
    const requests: (readonly ChatMessage[])[] = [];
    const { room, engineParts } = this.#rehearsal(scenario, requests);
    const events: TimedEvent[] = [];
    const over = new AbortController();
    const director = new Director(scenario, clips, room);
    const settings = { ...scenario.settings, reply: { ...scenario.settings.reply, maxTokens: MAX_TOKENS } };
    const engine = await createEngine({
      dataDir: testDataDir(),
      settings,
      store: new FakeConversationStore(),
      onEvent: (event) => {
        if (over.signal.aborted) return;
        const timed = { atMs: room.time.nowMs(), event };
        events.push(timed);
        director.onEvent(timed);
      },
      ...engineParts,
    });
    if (scenario.noise !== undefined) {
      const { sound, level } = scenario.noise;
      const samples = Math.ceil((scenario.lasts * SAMPLE_RATE_HZ) / 1000);
      room.place('others', atLevel(soundNamed(sound)(samples), level), 0);
    }
    const going = room.run(over.signal);
    try {
      await engine.warmUp(over.signal);
      const conversing = converse(engine, room.microphone, over.signal, events, () => room.time.nowMs());
      await director.direct(engine);
      over.abort();
      await conversing;
    } finally {
      over.abort();
      await going;
      await engine[Symbol.asyncDispose]();
    }
    const { loudspeaker } = room.takeRecording();
    const asksForSound = [...scenario.must, ...scenario.mustNot].some((fact) => 'said' in fact);
    return {
      events,
      steps: director.placed,
      loudspeaker,
      said: asksForSound ? await this.#understood(loudspeaker) : undefined,
      remembered: requests.at(-1)?.map(({ text }) => text) ?? [],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workers[Symbol.asyncDispose]();
    await this.#voices[Symbol.asyncDispose]();
    await (await this.#listener)?.[Symbol.asyncDispose]();
  }

  #rehearsal(scenario: Scenario, requests: (readonly ChatMessage[])[]): Rehearsal {
    const echo = scenario.room === 'headphones' ? undefined : ECHO_LEVELS[scenario.room];
    return prepareRehearsal({
      pace: 'nominal',
      echo,
      echoCanceller: echo && createEchoCanceller(),
      startWorker: this.#workers.start,
      answer: (messages) => {
        requests.push(messages);
        const asked = messages.at(-1)?.text ?? '';
        const answer = scenario.answers.find(({ to }) => to === undefined || wrongWords(to, asked) === 0);
        return answer?.say ?? DEFAULT_ANSWER;
      },
    });
  }

  async #clipOf(step: Step): Promise<Float32Array | undefined> {
    if ('user' in step) {
      return atLevel(await this.#voices.say({ text: step.user, voice: step.voice, speed: step.speed }), step.level);
    }
    if ('others' in step) {
      const near = await this.#voices.say({ text: step.others, voice: step.voice, speed: step.speed });
      return atLevel(fromAfar(near), step.level);
    }
    if ('recording' in step) {
      const sound = await readWavFile(fixturePath('speech', `${step.recording}.wav`));
      return atLevel(resample(sound, SAMPLE_RATE_HZ).pcm, step.level);
    }
    if ('sound' in step) {
      const samples = Math.ceil((step.lasts * SAMPLE_RATE_HZ) / 1000);
      return atLevel(soundNamed(step.sound)(samples), step.level);
    }
    return undefined;
  }

  async #understood(pcm: Float32Array): Promise<string> {
    this.#listener ??= installedModelFile('whisper-base').then((modelFile) =>
      createWhisperCppTranscriber({ modelFile, threads: 1 }),
    );
    const { text } = await transcribeLong(await this.#listener, { pcm, language: 'en' }, new AbortController().signal);
    return text;
  }
}

/** What ends a conversation before its time is an event like any other. */
async function converse(
  engine: Engine,
  microphone: Parameters<Engine['converse']>[0],
  signal: AbortSignal,
  events: TimedEvent[],
  nowMs: () => number,
): Promise<void> {
  try {
    await engine.converse(microphone, signal, 'full-duplex');
  } catch (error) {
    if (!signal.aborted) events.push({ atMs: nowMs(), event: { type: 'fault.raised', fault: toFault(error) } });
  }
}
