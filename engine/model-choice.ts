/** Which of the installed models take which role. */

import { join } from 'node:path';
import { SottoFault } from '../contract/faults.ts';
import type { Settings } from '../contract/settings.ts';
import type { ModelKind } from './models/catalogue.ts';
import { modelAllowance } from './models/model-allowance.ts';
import type { ModelLibrary } from './models/model-library.ts';
import type { InstalledModel } from './models/store.ts';
import type { LlmLoad } from './workers/llm-worker.ts';
import type { SttLoad } from './workers/stt-worker.ts';
import type { TtsLoad } from './workers/tts-worker.ts';

export interface ChosenModels {
  readonly vad: InstalledModel;
  readonly turn: InstalledModel | undefined;
  readonly stt: InstalledModel;
  readonly llm: InstalledModel | undefined;
  readonly tts: InstalledModel | undefined;
  readonly speechData: InstalledModel | undefined;
}

export interface ChoiceContext {
  readonly library: ModelLibrary;
  readonly settings: Settings;
  /** Whether our own Whisper runtime was built for this machine. */
  readonly hasWhisperAddon: boolean;
}

/** @throws SottoFault `model-missing` with the command that installs what is missing. */
export async function chooseModels(context: ChoiceContext): Promise<ChosenModels> {
  const { settings } = context;
  const installed = await context.library.store.list();
  const pick = (kind: ModelKind, wanted?: string) => pickModel(context, installed, kind, wanted);
  const tts = await pick('tts', settings.models.tts);
  return {
    vad: required(await pick('vad'), 'voice activity detection'),
    turn: await pick('turn'),
    stt: required(await pick('stt', settings.models.stt), 'speech recognition'),
    llm: settings.server === undefined ? required(await pick('llm', settings.models.llm), 'language') : undefined,
    tts,
    speechData: await pick('tts-data'),
  };
}

async function pickModel(
  { library, hasWhisperAddon }: ChoiceContext,
  installed: readonly InstalledModel[],
  kind: ModelKind,
  wanted: string | undefined,
): Promise<InstalledModel | undefined> {
  if (wanted !== undefined) return library.locate(wanted);
  const rank = (model: InstalledModel): number =>
    library.catalogue.models.find(({ id }) => id === model.id)?.recommendation?.rank ?? -1;
  const [best] = installed
    .filter((model) => model.manifest.description.kind === kind)
    .filter((model) => modelAllowance.isAllowed(model.manifest.files))
    .filter((model) => kind !== 'stt' || hasWhisperAddon || sttRuntime(model) === 'sherpa-onnx')
    .sort((a, b) => rank(b) - rank(a));
  return best && library.locate(best.id);
}

function required(model: InstalledModel | undefined, what: string): InstalledModel {
  if (model !== undefined) return model;
  throw new SottoFault('model-missing', `There is no ${what} model on this machine. Run: sotto models install`, {
    stage: 'models',
  });
}

function sttRuntime(model: InstalledModel): SttLoad['runtime'] {
  return model.manifest.description.produces.some(({ format }) => format === 'whisper-ggml')
    ? 'whisper.cpp'
    : 'sherpa-onnx';
}

/** Path of the file that plays a role in a model. */
export function fileOf(model: InstalledModel, role: string): string {
  const file = model.manifest.description.produces.find((produced) => produced.role === role);
  if (file === undefined) {
    throw new SottoFault('model-unsupported', `The model ${model.id} has no ${role} file.`, { stage: 'models' });
  }
  return join(model.folder, file.path);
}

export function sttLoad(model: InstalledModel, threads: number): SttLoad {
  return sttRuntime(model) === 'whisper.cpp'
    ? { runtime: 'whisper.cpp', modelFile: fileOf(model, 'model'), threads }
    : { runtime: 'sherpa-onnx', modelDir: model.folder, threads };
}

export function llmLoad(model: InstalledModel, contextTokens: number, threads: number): LlmLoad {
  const { chatFamily, contextTokens: trained = contextTokens } = model.manifest.description;
  if (chatFamily === undefined) {
    throw new SottoFault('model-unsupported', `${model.id} is not a chat model. Choose another with --llm.`, {
      stage: 'models',
    });
  }
  const modelFile = fileOf(model, 'model');
  return {
    modelFile,
    chatFamily,
    contextTokens: Math.min(contextTokens, trained),
    threads,
    gpu: 'auto',
  };
}

export function ttsLoad(voice: InstalledModel, speechData: InstalledModel | undefined, threads: number): TtsLoad {
  if (speechData === undefined) {
    throw new SottoFault('model-missing', 'The voice needs espeak-ng-data. Run: sotto models install espeak-ng-data', {
      stage: 'models',
    });
  }
  return { voiceDir: voice.folder, espeakDataDir: join(speechData.folder, 'espeak-ng-data'), threads };
}
