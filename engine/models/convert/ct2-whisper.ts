import { SottoFault } from '../../../contract/faults.ts';
import type { ModelFile } from '../inspect/model-file.ts';
import { readCt2Whisper } from './ct2-reader.ts';
import type { TensorSource } from './tensor-source.ts';

/** A Whisper model in CTranslate2's layout: its dimensions and its tensors by CTranslate2's names. */
export interface Ct2Whisper {
  readonly melBands: number;
  /** Frames the encoder takes: 1,500 for 30 s. */
  readonly audioContext: number;
  readonly audioState: number;
  readonly audioHeads: number;
  readonly audioLayers: number;
  readonly textContext: number;
  readonly textState: number;
  readonly textHeads: number;
  readonly textLayers: number;
  readonly vocabularySize: number;
  /** Whether the vocabulary has languages; otherwise it is an English model. */
  readonly languages: 'many' | 'english';
  /** Throws `model-corrupt` when the model lacks the tensor. */
  tensor(name: string): TensorSource;
}

/** Every Whisper model has heads of this width. */
const HEAD_WIDTH = 64;
const MULTILINGUAL_VOCABULARY = 51_865;

export async function openCt2Whisper(file: ModelFile): Promise<Ct2Whisper> {
  const variables = await readCt2Whisper(file);
  const tensor = (name: string): TensorSource => {
    const found = variables.get(name);
    if (found === undefined)
      throw new SottoFault('model-corrupt', `${file.name} lacks ${name}. Download it again.`, { stage: 'models' });
    return found;
  };
  const dimension = (name: string, axis: number): number => tensor(name).shape[axis] ?? 0;
  const layers = (side: string): number => {
    let count = 0;
    while (variables.has(`${side}/layer_${count}/ffn/linear_0/weight`)) count += 1;
    return count;
  };
  const audioState = dimension('encoder/conv1/weight', 0);
  const textState = dimension('decoder/embeddings/weight', 1);
  const vocabularySize = dimension('decoder/embeddings/weight', 0);
  return {
    melBands: dimension('encoder/conv1/weight', 1),
    audioContext: dimension('encoder/position_encodings/encodings', 0),
    audioState,
    audioHeads: audioState / HEAD_WIDTH,
    audioLayers: layers('encoder'),
    textContext: dimension('decoder/position_encodings/encodings', 0),
    textState,
    textHeads: textState / HEAD_WIDTH,
    textLayers: layers('decoder'),
    vocabularySize,
    languages: vocabularySize >= MULTILINGUAL_VOCABULARY ? 'many' : 'english',
    tensor,
  };
}
