/** ROUGE-Lsum: ROUGE-L over the lines of a text, in any order of the lines (Lin 2004, section 3.2). */
import { commonPlaces, numbered } from './longest-common-subsequence';
import type { MetricKind } from './metric';
import { createRouge, fMeasure, rougeDefinition, rougeOptions, type RougeOptions } from './rouge';

/**
 * A sentence is a line, as in rouge_score by default (torchmetrics looks for sentences with NLTK's punkt instead). A word that is
 * met counts no more often than either text has it: the paper would count it again, ROUGE-1.5.5 and rouge_score do not.
 */
export const rougeLsum: MetricKind<RougeOptions> = {
  title: 'ROUGE-Lsum',
  ...rougeDefinition,
  options: rougeOptions,
  create: (options) =>
    createRouge(options, (answer, reference, tokensOf) => {
      const [said, wanted] = [answer, reference].map((text) => text.split('\n').map(tokensOf)) as [
        string[][],
        string[][],
      ];
      const lines = numbered([...said, ...wanted]);
      return ofLines(lines.slice(0, said.length), lines.slice(said.length));
    }),
};

function ofLines(said: Int32Array[], wanted: Int32Array[]): number {
  const [left, asked] = [counted(said), counted(wanted)];
  let met = 0;
  for (const line of wanted) {
    const places = new Set(said.flatMap((other) => commonPlaces(line, other)));
    for (const place of [...places].toSorted((a, b) => a - b)) {
      const word = line[place]!;
      if (!left.get(word) || !asked.get(word)) continue;
      met += 1;
      left.set(word, left.get(word)! - 1);
      asked.set(word, asked.get(word)! - 1);
    }
  }
  return fMeasure(met, lengthOf(said), lengthOf(wanted));
}

const lengthOf = (lines: Int32Array[]) => lines.reduce((sum, { length }) => sum + length, 0);

function counted(lines: Int32Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const line of lines) for (const word of line) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
