/**
 * Writes protocol-buffer wire format: just what ONNX messages need. A message is the concatenation of its fields, so
 * every function returns bytes to be joined with `message`.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Joins fields to a message. */
export function message(...fields: readonly Uint8Array[]): Buffer {
  return Buffer.concat(fields);
}

/** An integer field; negative values take ten bytes, as the format has it. */
export function integerField(number: number, value: number | bigint): Buffer {
  return Buffer.from([...varint(tag(number, VARINT)), ...varint(value)]);
}

export function floatField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([Buffer.from(varint(tag(number, FIXED_32))), bytes]);
}

/** A nested message or plain bytes. */
export function bytesField(number: number, payload: Uint8Array): Buffer {
  return Buffer.concat([fieldHeader(number, payload.length), payload]);
}

export function textField(number: number, text: string): Buffer {
  return bytesField(number, Buffer.from(text, 'utf8'));
}

/** Integers in one packed field, e.g. tensor dimensions. */
export function packedIntegersField(number: number, values: readonly (number | bigint)[]): Buffer {
  return bytesField(number, Buffer.from(values.flatMap((value) => varint(value))));
}

/** What precedes a payload of `payloadBytes` that is written separately because it is large. */
export function fieldHeader(number: number, payloadBytes: number): Buffer {
  return Buffer.from([...varint(tag(number, LENGTH_DELIMITED)), ...varint(payloadBytes)]);
}

function tag(number: number, wireType: number): number {
  return number * 8 + wireType;
}

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
