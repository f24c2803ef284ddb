/** Messages and their labels, from a table that a user has or made by a seed, as a file of training examples. */
import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRandom } from '../../local/vertex/model/random';

export interface Labelled {
  text: string;
  label: string;
}

/** The system's words of pipelines/banking-intents, with which a label is asked for. */
export const system = 'Name the intent.';

/** @param file CSV with the columns text and category, whose underscores become spaces; equal texts count once */
export function readLabelled(file: string): Labelled[] {
  const rows: { text: string; category: string }[] = parse(readFileSync(file), { columns: true });
  const all = rows.map(({ text, category }) => ({ text: text.trim(), label: category.replaceAll('_', ' ') }));
  return [...new Map(all.map((row) => [row.text.toLowerCase(), row])).values()];
}

/** One in twenty is held out, by a hash of its text. */
export const isHeldOut = ({ text }: Labelled): boolean =>
  createHash('md5').update(text).digest().readUInt32BE() < 2 ** 32 / 20;

export function writeExamples(file: string, rows: Labelled[]): void {
  const lines = rows.map(({ text, label }) =>
    JSON.stringify({
      systemInstruction: { role: 'system', parts: [{ text: system }] },
      contents: [
        { role: 'user', parts: [{ text }] },
        { role: 'model', parts: [{ text: label }] },
      ],
    }),
  );
  writeFileSync(file, lines.join('\n'));
}

const parts = [
  ['I wonder why', 'Please tell me when', 'Can you say how', 'I do not see why'],
  ['my new card', 'the transfer of last week', 'a payment in the shop', 'the money from the machine'],
  ['has not arrived yet.', 'was charged twice?', 'does not work abroad.', 'is still on its way?'],
];

/** As long as messages to a bank are, for measuring speed. */
export function madeLabelled(count: number): Labelled[] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => {
    const [opening, subject, matter] = parts.map((some) => some[Math.floor(random() * some.length)]!);
    return { text: `${opening} ${subject} ${matter}`, label: subject!.replace(/^\w+ /, '') };
  });
}
