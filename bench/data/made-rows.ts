/** Made emails as JSONL or CSV, the same for the same size: rows of some 310 bytes, a third of them with line breaks. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

export type MadeFormat = 'jsonl' | 'csv';

/** What the rows are: what a person would write for them. */
export const madeSchema = {
  type: 'object',
  required: ['id', 'customer_id', 'received_at', 'body', 'summary'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^e[0-9]+$' },
    customer_id: { type: 'integer' },
    received_at: { type: 'string', format: 'date-time' },
    subject: { type: 'string' },
    body: { type: 'string', minLength: 1, maxLength: 2000 },
    summary: { type: 'string', minLength: 1, maxLength: 200 },
  },
};

const words =
  'the order arrived late and its box was broken please send a new one thank you very much regards customer service refund blender jar cracked'.split(
    ' ',
  );

/** Writes at least that many bytes; how many rows they are. */
export function writeMadeRows(file: string, bytes: number, format: MadeFormat): number {
  const random = createRandom(1);
  const pick = () => words[Math.floor(random() * words.length)]!;
  const text = (count: number) => Array.from({ length: count }, pick).join(' ');
  const descriptor = openSync(file, 'w');
  let piece = format === 'csv' ? `${Object.keys(madeSchema.properties).join(',')}\n` : '';
  let written = 0;
  let rows = 0;
  while (written + piece.length < bytes) {
    rows += 1;
    const ending = `${random() < 0.3 ? `\nRegards, ${pick()}` : ''}${random() < 0.1 ? ' "now"' : ''}`;
    const row = {
      id: `e${rows}`,
      customer_id: Math.floor(random() * 100_000),
      received_at: '2026-11-23T10:00:00Z',
      subject: text(5),
      body: text(25) + ending,
      summary: text(6),
    };
    piece += `${format === 'csv' ? Object.values(row).map(csvField).join(',') : JSON.stringify(row)}\n`;
    if (piece.length < 1 << 20) continue;
    written += writeSync(descriptor, piece);
    piece = '';
  }
  writeSync(descriptor, piece);
  // What is still being written would slow down the first that read it.
  fsyncSync(descriptor);
  closeSync(descriptor);
  return rows;
}

const csvField = (value: string | number) =>
  typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);

/** Numbers from 0 up to 1 that look random (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
