import { SottoFault } from '../../../contract/faults.ts';
import type { FileCursor } from './file-cursor.ts';

/** One field of a protocol-buffer message, its payload not yet read. */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'integer'; readonly value: number }
  | { readonly number: number; readonly kind: 'bytes'; readonly lengthBytes: number; readonly end: number };

/**
 * Reads fields forwards. The cursor stands at the payload of a 'bytes' field afterwards; the caller reads it, or goes
 * into it, or skips it, and must stand at `end` before it asks for the next field.
 */
export class ProtobufFields {
  readonly #cursor: FileCursor;
  #budget: number;

  /** `maxFields` bounds the work spent on a file made to be slow. */
  constructor(cursor: FileCursor, maxFields: number) {
    this.#cursor = cursor;
    this.#budget = maxFields;
  }

  get cursor(): FileCursor {
    return this.#cursor;
  }

  /** The next field before `end`, or undefined there. Throws `model-corrupt`. */
  async next(end: number): Promise<ProtobufField | undefined> {
    const cursor = this.#cursor;
    if (cursor.position === end) return undefined;
    if (cursor.position > end) throw this.#malformed('a field reaches beyond its message');
    if (--this.#budget < 0) throw this.#malformed('it has too many fields');
    const tag = await this.#varint();
    const number = Math.floor(tag / 8);
    if (number < 1 || number > 0x1fff_ffff) throw this.#malformed(`field number ${number}`);
    switch (tag % 8) {
      case 0:
        return { number, kind: 'integer', value: await this.#varint() };
      case 1:
        cursor.skip(8);
        return { number, kind: 'integer', value: 0 };
      case 2: {
        const lengthBytes = await this.#varint();
        if (lengthBytes > end - cursor.position) throw this.#malformed(`field ${number} is longer than its message`);
        return { number, kind: 'bytes', lengthBytes, end: cursor.position + lengthBytes };
      }
      case 5:
        cursor.skip(4);
        return { number, kind: 'integer', value: 0 };
      default:
        throw this.#malformed(`wire type ${tag % 8}`);
    }
  }

  /** The payload of a text field. Throws `model-corrupt` when it is longer than `maxBytes`. */
  async text(field: ProtobufField, what: string, maxBytes: number): Promise<string> {
    if (field.kind !== 'bytes') throw this.#malformed(`${what} is not text`);
    if (field.lengthBytes > maxBytes) throw this.#malformed(`${what} has ${field.lengthBytes} bytes`);
    await this.#cursor.ensure(field.lengthBytes);
    return this.#cursor.text(field.lengthBytes);
  }

  skip(field: ProtobufField): void {
    if (field.kind === 'bytes') this.#cursor.skip(field.end - this.#cursor.position);
  }

  /** A varint as a number. Negative ones and those above 2^53 lose precision but stay out of every accepted range. */
  async #varint(): Promise<number> {
    const cursor = this.#cursor;
    if (!cursor.has(10)) await cursor.ensure(Math.max(1, Math.min(10, cursor.remainingBytes)));
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (!cursor.has(1)) await cursor.ensure(1);
      const byte = cursor.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.#malformed('a number has more than ten bytes');
  }

  #malformed(what: string): SottoFault {
    const { file, position } = this.#cursor;
    return new SottoFault(
      'model-corrupt',
      `${file.name} is not valid at byte ${position}: ${what}. Download it again.`,
      { stage: 'models' },
    );
  }
}
