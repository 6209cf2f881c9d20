/** What can go wrong between us and a language model server, as faults that name the remedy. */

import { SottoFault } from '../../contract/faults.ts';

const MAX_QUOTED_CHARACTERS = 200;
/** Anything the user said that is at least this long must not come back in a message, which may be logged. */
const MIN_PRIVATE_CHARACTERS = 12;

export function unreachable(origin: string, what: string, cause?: unknown): SottoFault {
  return new SottoFault('server-unreachable', `The language model server at ${origin} ${what}.`, {
    stage: 'reply',
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

export interface Refusal {
  readonly origin: string;
  readonly model: string;
  readonly status: number;
  readonly body: string;
  /** Value of the header of that name. */
  readonly retryAfter?: string;
  /** What was said in the conversation; never quoted. */
  readonly privateTexts: readonly string[];
}

/** A response whose status is not 2xx. */
export function refused(refusal: Refusal): SottoFault {
  const { origin, model, status } = refusal;
  const said = serverMessage(refusal.body, refusal.privateTexts);
  const because = said === '' ? '' : ` It says: ${said}`;
  const fault = (remedy: string, retryable: boolean): SottoFault =>
    new SottoFault('server-refused', `The language model server at ${origin} ${remedy}${because}`, {
      stage: 'reply',
      retryable,
    });

  if (isTooLong(refusal.body)) {
    return new SottoFault('bad-input', 'The conversation is longer than the model of the server can hold.', {
      stage: 'reply',
    });
  }
  if (status === 401 || status === 403) return fault('does not accept the API key. Check the key.', false);
  if (status === 404) return fault(`does not know the model "${model}". Check the address and the model.`, false);
  if (status === 429) {
    const seconds = Number(refusal.retryAfter);
    const wait = Number.isFinite(seconds) && seconds > 0 ? ` Try again in ${Math.ceil(seconds)} seconds.` : '';
    return fault(`is busy or the allowance is used up.${wait}`, true);
  }
  if (status >= 300 && status < 400) {
    return fault('sends the request on to another address. Enter that address if you trust it.', false);
  }
  return fault(`answered with status ${status}.`, status >= 500);
}

/** An error that the server reports inside a stream that began well. */
export function refusedInStream(origin: string, error: unknown, privateTexts: readonly string[]): SottoFault {
  const said = serverMessage(JSON.stringify({ error }), privateTexts);
  return new SottoFault(
    'server-refused',
    `The language model server at ${origin} stopped in the middle of its answer.${said === '' ? '' : ` It says: ${said}`}`,
    { stage: 'reply', retryable: true },
  );
}

function isTooLong(body: string): boolean {
  return /context_length_exceeded|exceed_context_size|maximum context length/i.test(body);
}

function serverMessage(body: string, privateTexts: readonly string[]): string {
  const message = messageIn(body).replace(/\s+/g, ' ').trim();
  const isPrivate = privateTexts.some((text) => text.length >= MIN_PRIVATE_CHARACTERS && message.includes(text));
  if (isPrivate) return '';
  return message.length > MAX_QUOTED_CHARACTERS ? `${message.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : message;
}

/** Servers wrap their errors as `{ error: { message } }`, `{ error }`, `{ message }` or not at all. */
function messageIn(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return /^\s*</.test(body) ? '' : body;
  }
  for (const value of [field(field(parsed, 'error'), 'message'), field(parsed, 'error'), field(parsed, 'message')]) {
    if (typeof value === 'string') return value;
  }
  return '';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
