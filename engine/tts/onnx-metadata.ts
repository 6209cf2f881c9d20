/**
 * Reads the metadata of an ONNX file without reading its weights: walks the top-level fields of `ModelProto`
 * (onnx.proto3: field 14 is `metadata_props`, each a `StringStringEntryProto` of key 1 and value 2) and skips the rest.
 */

import { type FileHandle, open } from 'node:fs/promises';

const METADATA_FIELD = 14;
/** Real entries are some ten bytes; a larger one is not ours and is skipped. */
const MAX_ENTRY_BYTES = 64 * 1024;
/** A model has a dozen top-level fields; a file with more is not worth walking. */
const MAX_FIELDS = 10_000;
/** Tag and length: two varints of at most ten bytes. */
const HEADER_BYTES = 20;

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** @returns undefined when the file is not a whole sequence of protobuf fields, so no ONNX file or a truncated one. */
export async function readOnnxMetadata(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await walkFields(file, size);
  } finally {
    await file.close();
  }
}

async function walkFields(file: FileHandle, size: number): Promise<ReadonlyMap<string, string> | undefined> {
  const metadata = new Map<string, string>();
  let at = 0;
  for (let fields = 0; at < size; fields++) {
    if (fields === MAX_FIELDS) return undefined;
    const header = await readAt(file, at, Math.min(HEADER_BYTES, size - at));
    const field = readField(header);
    if (field === undefined) return undefined;
    const bodyAt = at + field.headerBytes;
    at = bodyAt + field.bodyBytes;
    if (at > size) return undefined;
    if (field.number === METADATA_FIELD && field.wireType === WIRE_BYTES && field.bodyBytes <= MAX_ENTRY_BYTES) {
      const entry = readEntry(await readAt(file, bodyAt, field.bodyBytes));
      if (entry === undefined) return undefined;
      metadata.set(...entry);
    }
  }
  return size === 0 ? undefined : metadata;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
}

function readField(bytes: Uint8Array): Field | undefined {
  const tag = readVarint(bytes, 0);
  if (tag === undefined || tag.value < 8) return undefined;
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (wireType === WIRE_FIXED64) return { number, wireType, headerBytes: tag.end, bodyBytes: 8 };
  if (wireType === WIRE_FIXED32) return { number, wireType, headerBytes: tag.end, bodyBytes: 4 };
  const next = readVarint(bytes, tag.end);
  if (next === undefined) return undefined;
  if (wireType === WIRE_VARINT) return { number, wireType, headerBytes: next.end, bodyBytes: 0 };
  return wireType === WIRE_BYTES ? { number, wireType, headerBytes: next.end, bodyBytes: next.value } : undefined;
}

function readEntry(bytes: Uint8Array): [key: string, value: string] | undefined {
  const parts = ['', ''];
  for (let at = 0; at < bytes.length; ) {
    const field = readField(bytes.subarray(at));
    if (field === undefined || field.wireType !== WIRE_BYTES) return undefined;
    const bodyAt = at + field.headerBytes;
    at = bodyAt + field.bodyBytes;
    if (at > bytes.length) return undefined;
    if (field.number <= parts.length) parts[field.number - 1] = new TextDecoder().decode(bytes.subarray(bodyAt, at));
  }
  return [parts[0] ?? '', parts[1] ?? ''];
}

/** Exact up to 2^53, which is beyond the size of any file; larger values come out inexact and fail the size check. */
function readVarint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = start; index < Math.min(bytes.length, start + 10); index++) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}
