/** Reads server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
import type { Readable } from 'node:stream';

/** The data of each event, its lines joined. What is no data (names, ids, comments) is passed over, and so is a last event that is not whole. */
export async function* readEvents(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  let data: string[] = [];
  for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + part).split('\n');
    rest = lines.pop()!;
    for (const given of lines) {
      const line = given.endsWith('\r') ? given.slice(0, -1) : given;
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
}
