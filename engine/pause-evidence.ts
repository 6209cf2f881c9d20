/** What the models make of every pause in a recording: the material on which strategies of endpointing are compared. */

import type { SampleTime } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import { FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ, type Sound } from './audio/audio-frame.ts';
import { resample } from './audio/resample.ts';
import { chooseModels, fileOf, sttLoad } from './model-choice.ts';
import type { ModelLibrary } from './models/model-library.ts';
import { transcribeLong } from './stt/long-audio.ts';
import { judgeTranscription } from './stt/no-speech-gate.ts';
import type { Transcriber } from './stt/stt.ts';
import { findWhisperAddon } from './stt/whisper-addon.ts';
import { type EndOfTurnModel, HEARD_SILENCE_SAMPLES } from './turn/endpointing/endpointing.ts';
import { loadSileroVad } from './vad/silero.adapter.ts';
import { SpeechDetector } from './vad/speech-detector.ts';
import type { VoiceActivityDetector } from './vad/vad.ts';
import { RemoteEndOfTurn } from './workers/remote-end-of-turn.ts';
import { RemoteTranscriber } from './workers/remote-transcriber.ts';
import { startWorker } from './workers/start-worker.ts';
import type { SttCalls, SttLoad } from './workers/stt-worker.ts';
import { WorkerSupervisor } from './workers/supervisor.ts';
import type { TurnCalls, TurnLoad } from './workers/turn-worker.ts';
import { siblingModule } from './workers/worker-process.ts';

export interface HeardPause {
  /** End of the last sound, from the start of the recording. */
  readonly atMs: number;
  /** When it was noticed that the speaker goes on; absent after the last sound. */
  readonly resumedAtMs?: number;
  /** What the voice says of the end of the turn; absent without a model of it. */
  readonly acoustic?: number;
  /** What was said up to here; empty when it was not understood. */
  readonly text: string;
}

export interface PauseListener extends AsyncDisposable {
  readonly modelIds: Readonly<Record<string, string>>;
  listen(sound: Sound, language: string, signal: AbortSignal): Promise<readonly HeardPause[]>;
}

/** Silence that is transcribed with the words, as in a conversation. */
const TAIL_SAMPLES = msToSamples(96);
/** Longer than it takes to notice a pause. */
const NOTICED_AFTER_SAMPLES = msToSamples(320);

/** Loads the models that a conversation would use. @throws SottoFault `model-missing` or `model-corrupt`. */
export async function openPauseListener(library: ModelLibrary, settings: Settings): Promise<PauseListener> {
  const hasWhisperAddon = findWhisperAddon() !== undefined;
  const models = await chooseModels({ library, settings, hasWhisperAddon });
  const worker = (name: 'stt' | 'turn') => ({
    name,
    stage: name,
    start: startWorker,
    file: siblingModule(import.meta.filename, `workers/${name}-worker`),
    env: { OMP_WAIT_POLICY: 'passive' },
  });
  const stt = new WorkerSupervisor<SttCalls, SttLoad>({ ...worker('stt'), loadParams: sttLoad(models.stt, 1) });
  const turn =
    models.turn &&
    new WorkerSupervisor<TurnCalls, TurnLoad>({
      ...worker('turn'),
      loadParams: { modelFile: fileOf(models.turn, 'model') },
    });
  const vad = await loadSileroVad(fileOf(models.vad, 'model'));
  const parts = { vad, transcriber: new RemoteTranscriber(stt), endOfTurn: turn && new RemoteEndOfTurn(turn) };
  return {
    modelIds: { vad: models.vad.id, stt: models.stt.id, ...(models.turn && { turn: models.turn.id }) },
    listen: (sound, language, signal) => hearPauses(sound, language, parts, signal),
    async [Symbol.asyncDispose]() {
      for (const each of [stt, turn, vad]) await each?.[Symbol.asyncDispose]();
    },
  };
}

interface Parts {
  readonly vad: VoiceActivityDetector;
  readonly transcriber: Transcriber;
  readonly endOfTurn: EndOfTurnModel | undefined;
}

async function hearPauses(
  sound: Sound,
  language: string,
  parts: Parts,
  signal: AbortSignal,
): Promise<readonly HeardPause[]> {
  const { pcm: recorded } = resample(sound, SAMPLE_RATE_HZ);
  // Recordings are often cut at the last sound, whose end would not be noticed.
  const pcm = new Float32Array(recorded.length + NOTICED_AFTER_SAMPLES);
  pcm.set(recorded);
  const pauses: HeardPause[] = [];
  for (const { startedAt, at, resumedAt, voicePeak } of await findPauses(pcm, parts.vad)) {
    const acoustic = await parts.endOfTurn?.predict(pcm.slice(startedAt, at + HEARD_SILENCE_SAMPLES));
    const heard = pcm.slice(startedAt, at + TAIL_SAMPLES);
    const transcription = await transcribeLong(parts.transcriber, { pcm: heard, language }, signal);
    const isSpeech = judgeTranscription(transcription, heard, { voicePeak }).kind === 'speech';
    pauses.push({
      atMs: toMs(at),
      ...(resumedAt === undefined ? {} : { resumedAtMs: toMs(resumedAt) }),
      ...(acoustic === undefined ? {} : { acoustic }),
      text: isSpeech ? transcription.text : '',
    });
  }
  return pauses;
}

interface FoundPause {
  readonly startedAt: SampleTime;
  readonly at: SampleTime;
  /** The highest probability of a voice up to where it was noticed. */
  readonly voicePeak: number;
  /** When the resumption was noticed. */
  resumedAt?: SampleTime;
}

async function findPauses(pcm: Float32Array, vad: VoiceActivityDetector): Promise<readonly FoundPause[]> {
  vad.reset();
  const detector = new SpeechDetector();
  const pauses: FoundPause[] = [];
  let startedAt: SampleTime | undefined;
  let voicePeak = 0;
  for (let from = 0; from + FRAME_SAMPLES <= pcm.length; from += FRAME_SAMPLES) {
    const frame = { at: from as SampleTime, pcm: pcm.slice(from, from + FRAME_SAMPLES) };
    const probability = await vad.process(frame);
    const event = detector.push(frame, probability);
    if (event?.type === 'speech.started') startedAt ??= event.preRollAt;
    if (startedAt !== undefined) voicePeak = Math.max(voicePeak, probability);
    if (event?.type === 'speech.paused' && startedAt !== undefined) pauses.push({ startedAt, at: event.at, voicePeak });
    const last = pauses.at(-1);
    if (event?.type === 'speech.resumed' && last !== undefined) last.resumedAt = (from + FRAME_SAMPLES) as SampleTime;
  }
  return pauses;
}

function toMs(samples: number): number {
  return (samples * 1000) / SAMPLE_RATE_HZ;
}
