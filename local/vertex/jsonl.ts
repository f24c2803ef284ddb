/** Reads a file line by line, as UTF-8 or not at all. */
import { createReadStream } from 'node:fs';

export interface Line {
  /** 1-based. */
  number: number;
  /** Undefined when the line is not UTF-8. */
  text?: string;
}

/** Every line that is not blank. One line at a time is held. */
export async function* readLines(file: string): AsyncIterable<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      const line = decode(bytes.subarray(start, end), ++number);
      if (line) yield line;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  const last = decode(rest, ++number);
  if (last) yield last;
}

/** Fatal: a replacement character would silently become training text. It drops a byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer, number: number): Line | undefined {
  try {
    const text = utf8.decode(bytes);
    return text.trim() === '' ? undefined : { number, text };
  } catch {
    return { number };
  }
}
