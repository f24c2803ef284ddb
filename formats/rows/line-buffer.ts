/** Lines as bytes that grow, in an ArrayBuffer of their own. */

export interface LineBuffer {
  line(text: string): void;
  /** Lines that are bytes already. */
  bytes(lines: Uint8Array): void;
  /** All that was written; the next write begins anew. */
  take(): Uint8Array<ArrayBuffer>;
}

const newline = 10;

export function createLineBuffer(expected: number): LineBuffer {
  let bytes = Buffer.allocUnsafeSlow(0);
  let length = 0;

  const reserve = (more: number) => {
    if (length + more <= bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(length + more, 2 * bytes.length, expected));
    bytes.copy(grown, 0, 0, length);
    bytes = grown;
  };

  return {
    line(text) {
      // UTF-8 takes at most three bytes for each unit of UTF-16.
      reserve(3 * text.length + 1);
      length += bytes.write(text, length, 'utf8');
      bytes[length++] = newline;
    },
    bytes(lines) {
      if (lines.length === 0) return;
      reserve(lines.length);
      bytes.set(lines, length);
      length += lines.length;
    },
    take() {
      const taken = new Uint8Array(bytes.buffer as ArrayBuffer, 0, length);
      bytes = Buffer.allocUnsafeSlow(0);
      length = 0;
      return taken;
    },
  };
}
