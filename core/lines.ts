/** Lines as JSONL has them. Node's readline also breaks, from some version on, at U+2028, which a JSON string may hold. */

const [newline, carriageReturn] = [10, 13];

/** Of its bytes, without the \n that ends it, `start` counts those before, `end` those up to its last. */
export interface PlacedLine {
  text: string;
  start: number;
  end: number;
}

/** Each line as text, without the \n or \r\n that ends it; nothing is decoded twice, however long a line is. */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const { text } of placedLines(bytes)) yield text;
}

/** The same, and where each stands. */
export async function* placedLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<PlacedLine> {
  let begun: Uint8Array[] = [];
  let start = 0;
  const placed = (pieces: Uint8Array[]): PlacedLine => {
    const end = start + pieces.reduce((sum, { length }) => sum + length, 0);
    const line = { text: textOf(pieces), start, end };
    start = end + 1;
    return line;
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      yield placed([...begun, chunk.subarray(from, end)]);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield placed(begun);
}

function textOf(pieces: Uint8Array[]): string {
  const [first] = pieces;
  const line =
    pieces.length === 1 ? Buffer.from(first!.buffer, first!.byteOffset, first!.length) : Buffer.concat(pieces);
  return line.toString('utf8', 0, line.at(-1) === carriageReturn ? line.length - 1 : line.length);
}
