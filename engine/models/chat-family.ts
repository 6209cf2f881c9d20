import type { ChatFamily } from '../../contract/chat-family.ts';
import { readGguf } from './inspect/gguf.ts';
import { ModelFile } from './inspect/model-file.ts';

/**
 * Which prompt layout an unknown chat model most likely wants, from the names in its file. The template in the file is
 * only looked at for the marks a family uses; it is never executed.
 */
export function guessChatFamily(hints: {
  readonly architecture: string;
  readonly name?: string | undefined;
  readonly chatTemplate?: string | undefined;
}): ChatFamily {
  const template = hints.chatTemplate ?? '';
  const names = `${hints.architecture} ${hints.name ?? ''}`.toLowerCase();
  if (template.includes('<|turn>') || /gemma-?4/.test(names)) return 'gemma4';
  if (template.includes('<start_of_turn>') || /gemma/.test(names)) return 'gemma';
  if (template.includes('<|start_header_id|>')) return 'llama3';
  if (template.includes('[INST]')) return 'mistral';
  if (/phi-?[34]/.test(names) || (template.includes('<|user|>') && template.includes('<|end|>'))) return 'phi';
  if (/qwen/.test(names)) return 'qwen';
  if (template.includes('<|im_start|>')) return 'chatml';
  if (/mistral|mixtral|ministral/.test(names)) return 'mistral';
  if (/llama[ _-]?3/.test(names)) return 'llama3';
  return 'chatml';
}

/** The template's text, to look for marks in; undefined where there is none, or one of unusual length. */
export async function readChatTemplate(path: string): Promise<string | undefined> {
  const file = await ModelFile.open(path);
  try {
    const found = (await readGguf(file)).metadata.get('tokenizer.chat_template');
    return found?.kind === 'text' ? found.value : undefined;
  } finally {
    await file[Symbol.asyncDispose]();
  }
}
