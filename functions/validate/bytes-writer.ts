/** Lines of JSON as bytes that grow, in an ArrayBuffer of their own. */

export interface BytesWriter {
  /** One line: an object that begins with _row and _line, then the rest of one, braces included. */
  row(row: number, line: number, rest: string): void;
  /** The same, the rest being bytes[begin, end) from behind the opening brace on. */
  rowOf(row: number, line: number, bytes: Uint8Array, begin: number, end: number): void;
  line(text: string): void;
  /** All that was written; the next write begins anew. */
  take(): Uint8Array<ArrayBuffer>;
}

const rowKey = Buffer.from('{"_row":');
const lineKey = Buffer.from(',"_line":');
const [newline, comma, zero] = [10, 44, 48];

/** Room for both keys and two numbers. */
const placeLength = 64;

export function createBytesWriter(expected: number): BytesWriter {
  let bytes = Buffer.allocUnsafeSlow(0);
  let length = 0;

  const reserve = (more: number) => {
    if (length + more <= bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(length + more, 2 * bytes.length, expected));
    bytes.copy(grown, 0, 0, length);
    bytes = grown;
  };
  const putPlace = (row: number, line: number) => {
    length = putNumber(bytes, putKey(bytes, length, rowKey), row);
    length = putNumber(bytes, putKey(bytes, length, lineKey), line);
  };

  return {
    row(row, line, rest) {
      // UTF-8 takes at most three bytes for each unit of UTF-16.
      reserve(placeLength + 3 * rest.length);
      putPlace(row, line);
      if (rest !== '{}') bytes[length++] = comma;
      length += bytes.write(rest.slice(1), length, 'utf8');
      bytes[length++] = newline;
    },
    rowOf(row, line, source, begin, end) {
      reserve(placeLength + end - begin);
      putPlace(row, line);
      bytes[length++] = comma;
      bytes.set(new Uint8Array(source.buffer, source.byteOffset + begin, end - begin), length);
      length += end - begin;
      bytes[length++] = newline;
    },
    line(text) {
      reserve(3 * text.length + 1);
      length += bytes.write(text, length, 'utf8');
      bytes[length++] = newline;
    },
    take() {
      const taken = new Uint8Array(bytes.buffer as ArrayBuffer, 0, length);
      bytes = Buffer.allocUnsafeSlow(0);
      length = 0;
      return taken;
    },
  };
}

// Byte by byte: for so few of them a call into the runtime takes longer.
function putKey(bytes: Uint8Array, from: number, key: Uint8Array): number {
  for (let at = 0; at < key.length; at++) bytes[from + at] = key[at]!;
  return from + key.length;
}

function putNumber(bytes: Uint8Array, from: number, value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  let rest = value;
  for (let at = from + digits - 1; at >= from; at--) {
    const tens = Math.floor(rest / 10);
    bytes[at] = zero + rest - 10 * tens;
    rest = tens;
  }
  return from + digits;
}
