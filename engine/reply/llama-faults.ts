/** What llama.cpp says when it cannot load a model, as faults that name the remedy. */

import { SottoFault } from '../../contract/faults.ts';

/** Lines of the runtime's log that are kept to explain a failure. They speak of the file, never of what people said. */
const MAX_LOG_LINES = 20;

export class RuntimeLog {
  readonly #lines: string[] = [];

  push(message: string): void {
    const line = message.trim();
    if (line === '') return;
    this.#lines.push(line);
    if (this.#lines.length > MAX_LOG_LINES) this.#lines.shift();
  }

  get text(): string {
    return this.#lines.join('\n');
  }
}

export function toLoadFault(error: unknown, log: string, fileName: string): SottoFault {
  if (error instanceof SottoFault) return error;
  const name = error instanceof Error ? error.constructor.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const said = `${message}\n${log}`;
  const details = { stage: 'reply', cause: error } as const;

  if (name === 'NoBinaryFoundError') {
    return new SottoFault(
      'model-unsupported',
      'The language model runtime has no build for this computer. Use an OpenAI-compatible server instead.',
      details,
    );
  }
  if (
    name === 'InsufficientMemoryError' ||
    /insufficient memory|failed to allocate|unable to allocate|out of memory|not enough (v?ram|memory)/i.test(said)
  ) {
    return new SottoFault(
      'model-does-not-fit',
      `${fileName} does not fit into memory. Choose a smaller model or a smaller context, or close other programs.`,
      details,
    );
  }
  const unknown = /unknown (?:model )?(?:architecture|pre-tokenizer type|tokenizer)[^\n]*/i.exec(said);
  if (unknown !== null) {
    return new SottoFault(
      'model-unsupported',
      `${fileName} needs a newer or another runtime (${shorten(unknown[0])}). Choose another model.`,
      details,
    );
  }
  return new SottoFault(
    'model-corrupt',
    `${fileName} is not a readable language model (${shorten(firstCause(log) ?? message)}). Verify it or install it again.`,
    details,
  );
}

function firstCause(log: string): string | undefined {
  return log.split('\n').find((line) => /error|failed|invalid|not within|corrupt|missing/i.test(line));
}

function shorten(text: string): string {
  const line = text.split('\n')[0]?.trim() ?? '';
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
}
