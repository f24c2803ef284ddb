/** The held-out examples to ask, chosen by hash: the same file gives the same choice, whatever the order of its lines. */
import type { Readable } from 'node:stream';
import type { ModelRequest } from '../../core/contents';
import { digest } from '../../core/digest';
import { readTrainingLine } from '../../core/formats/training-line';
import { lines } from '../../core/lines';

export interface HeldOut {
  /** Line of the evaluation file, counted from 1. */
  line: number;
  request: ModelRequest;
  /** What the model should have said. */
  target: string;
}

/** The examples with the smallest hashes, at most `maximum`; no more than that many are held in memory. */
export async function chooseExamples(file: Readable, maximum: number): Promise<HeldOut[]> {
  let chosen: { hash: string; line: number; text: string }[] = [];
  const keepSmallest = () => {
    chosen = chosen.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, maximum);
  };

  let line = 0;
  for await (const text of lines(file)) {
    line += 1;
    if (text) chosen.push({ hash: digest(text), line, text });
    if (chosen.length >= 2 * maximum) keepSmallest();
  }
  keepSmallest();
  return chosen.map(({ line, text }) => ({ line, ...readExample(text) }));
}

function readExample(text: string): Omit<HeldOut, 'line'> {
  const { system, history, prompt, completion } = readTrainingLine(text);
  const turns = [...history, { role: 'user' as const, text: prompt }];
  return { request: { ...(system !== undefined && { system }), turns }, target: completion };
}
