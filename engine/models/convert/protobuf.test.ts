import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesField,
  fieldHeader,
  floatField,
  integerField,
  message,
  packedIntegersField,
  textField,
} from './protobuf.ts';

test('fields as the wire format has them', () => {
  const hex = (bytes: Buffer): string => bytes.toString('hex');
  assert.deepEqual(
    [
      hex(integerField(1, 150)),
      hex(integerField(1, -1)),
      hex(integerField(20, 2)),
      hex(textField(2, 'testing')),
      hex(floatField(3, 1.5)),
      hex(packedIntegersField(6, [3, 270, 86_942])),
      hex(bytesField(3, integerField(1, 150))),
      hex(fieldHeader(7, 2 ** 32)),
      hex(message(integerField(1, 0), textField(2, ''))),
    ],
    [
      '089601',
      '08ffffffffffffffffff01',
      'a00102',
      '120774657374696e67',
      '1d0000c03f',
      '3206038e029ea705',
      '1a03089601',
      '3a8080808010',
      '08001200',
    ],
  );
});
