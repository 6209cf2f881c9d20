import { bytesField, message, textField } from './protobuf.ts';

/**
 * ModelProto.metadata_props: StringStringEntryProto { key, value }. May be put anywhere between the fields of a model,
 * so also behind a finished file.
 */
export function onnxMetadata(entries: Readonly<Record<string, string | number>>): Buffer {
  return message(
    ...Object.entries(entries).map(([key, value]) =>
      bytesField(14, message(textField(1, key), textField(2, String(value)))),
    ),
  );
}
