/** Text as bytes that grow, in an ArrayBuffer of their own. */

export interface BytesWriter {
  /** Text of ASCII characters only. */
  ascii(text: string): void;
  text(text: string): void;
  copy(bytes: Buffer, from: number, to: number): void;
  /** All that was written; the next write begins anew. */
  take(): Uint8Array<ArrayBuffer>;
}

export function createBytesWriter(expected: number): BytesWriter {
  let bytes = Buffer.allocUnsafeSlow(0);
  let length = 0;

  const reserve = (more: number) => {
    if (length + more <= bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(length + more, 2 * bytes.length, expected));
    bytes.copy(grown, 0, 0, length);
    bytes = grown;
  };

  return {
    ascii(text) {
      reserve(text.length);
      length += bytes.write(text, length, 'latin1');
    },
    text(text) {
      // UTF-8 takes at most three bytes for each unit of UTF-16.
      reserve(3 * text.length);
      length += bytes.write(text, length, 'utf8');
    },
    copy(source, from, to) {
      reserve(to - from);
      length += source.copy(bytes, length, from, to);
    },
    take() {
      const taken = new Uint8Array(bytes.buffer as ArrayBuffer, 0, length);
      bytes = Buffer.allocUnsafeSlow(0);
      length = 0;
      return taken;
    },
  };
}
