import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import type { Ct2Whisper } from './ct2-whisper.ts';
import type { WhisperVocabulary } from './whisper-vocabulary.ts';

const SIZES: Readonly<Record<number, string>> = { 4: 'tiny', 6: 'base', 12: 'small', 24: 'medium', 32: 'large' };

const tokenIds = z
  .array(
    z
      .int()
      .min(0)
      .max(1 << 17),
  )
  .max(1024);
const ct2Config = z.object({ lang_ids: tokenIds.default([]), suppress_ids: tokenIds });

/**
 * The keys sherpa-onnx requires in an encoder, by its `export-onnx.py` for Whisper; on a missing one it ends the process.
 * Takes the text of CTranslate2's `config.json`. Throws `model-corrupt` when it or the vocabulary lacks a special token.
 */
export function whisperMetadata(
  model: Ct2Whisper,
  vocabulary: WhisperVocabulary,
  configJson: string,
): Record<string, string | number> {
  const config = parseConfig(configJson);
  const ids = new Map(vocabulary.tokens.map((token, id) => [token, id]));
  const idOf = (...names: readonly string[]): number => {
    const found = names.map((name) => ids.get(name)).find((id) => id !== undefined);
    if (found === undefined) throw corrupt(`the vocabulary lacks ${names.join(' and ')}`);
    return found;
  };
  const start = idOf('<|startoftranscript|>');
  const multilingual = model.languages === 'many';
  const languageIds = multilingual ? config.lang_ids : [start + 1];
  const languageCodes = multilingual ? languageIds.map((id) => languageCode(vocabulary.tokens[id])) : ['en'];
  const transcribe = idOf('<|transcribe|>');
  return {
    model_type: `whisper-${SIZES[model.audioLayers] ?? 'custom'}${multilingual ? '' : '.en'}`,
    version: 1,
    maintainer: 'k2-fsa',
    n_mels: model.melBands,
    n_audio_ctx: model.audioContext,
    n_audio_state: model.audioState,
    n_audio_head: model.audioHeads,
    n_audio_layer: model.audioLayers,
    n_vocab: model.vocabularySize,
    n_text_ctx: model.textContext,
    n_text_state: model.textState,
    n_text_head: model.textHeads,
    n_text_layer: model.textLayers,
    sot_sequence: (multilingual ? [start, start + 1, transcribe] : [start]).join(','),
    all_language_tokens: languageIds.join(','),
    all_language_codes: languageCodes.join(','),
    sot: start,
    sot_index: 0,
    eot: idOf('<|endoftext|>'),
    blank_id: idOf('Ġ'),
    is_multilingual: multilingual ? 1 : 0,
    no_speech: idOf('<|nospeech|>', '<|nocaptions|>'),
    non_speech_tokens: config.suppress_ids.join(','),
    transcribe,
    translate: idOf('<|translate|>'),
    sot_prev: idOf('<|startofprev|>'),
    sot_lm: idOf('<|startoflm|>'),
    no_timestamps: idOf('<|notimestamps|>'),
  };
}

/** `<|de|>` gives `de`. */
function languageCode(token: string | undefined): string {
  const code = /^<\|([a-z]{2,4})\|>$/.exec(token ?? '')?.[1];
  if (code === undefined) throw corrupt('a language is no token of the vocabulary');
  return code;
}

function parseConfig(json: string): z.infer<typeof ct2Config> {
  try {
    return ct2Config.parse(JSON.parse(json));
  } catch (cause) {
    throw corrupt('config.json is not that of a CTranslate2 Whisper model', cause);
  }
}

function corrupt(what: string, cause?: unknown): SottoFault {
  return new SottoFault('model-corrupt', `The Whisper model is not complete: ${what}. Download it again.`, {
    stage: 'models',
    cause,
  });
}
