/**
 * Server-sent events from bytes, as the HTML standard defines the stream: lines end in LF, CR or CRLF, `data` lines of
 * one event are joined by a line feed, lines that begin with a colon are comments.
 */

import { SottoFault } from '../../contract/faults.ts';

/** No honest server sends a delta anywhere near this size; a line without an end must not fill the memory. */
const MAX_EVENT_CHARACTERS = 1 << 20;

/**
 * The `data` of each event. Events without data are skipped; an event that the stream cuts off is dropped.
 * @throws SottoFault `server-refused` when an event is larger than a mebibyte.
 */
export async function* readServerSentEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let dataCharacters = 0;
  let endsInCarriageReturn = false;

  for await (const chunk of bytes) {
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // A CRLF may be cut in two by the network: its LF is then the first character of the next chunk.
    if (endsInCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    endsInCarriageReturn = text.endsWith('\r');

    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
        dataCharacters = 0;
      } else if (line === 'data' || line.startsWith('data:')) {
        const value = line.slice('data:'.length);
        data.push(value.startsWith(' ') ? value.slice(1) : value);
        dataCharacters += value.length;
      }
    }
    if (rest.length + dataCharacters > MAX_EVENT_CHARACTERS) {
      throw new SottoFault('server-refused', 'The language model server sent an event without an end.', {
        stage: 'reply',
      });
    }
  }
}
