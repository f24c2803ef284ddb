/** Lines of a file, chosen by hash: the same file gives the same choice, whatever the order of its lines. */
import { digest } from './digest';

export interface NumberedLine {
  text: string;
  /** Counted from 1; an empty one counts. */
  line: number;
}

/**
 * Those with the smallest hashes, at most so many, in the order of their hashes.
 * @param keep what is kept of a line: at most twice as many as are chosen are in memory
 */
export async function chosenLines<Line extends { text: string }, Kept>(
  lines: AsyncIterable<Line>,
  most: number,
  keep: (line: Line & NumberedLine) => Kept,
): Promise<Kept[]> {
  let chosen: { hash: string; kept: Kept }[] = [];
  const keepSmallest = (): void => {
    chosen = chosen.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, most);
  };
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.text) chosen.push({ hash: digest(line.text), kept: keep({ ...line, line: number }) });
    if (chosen.length >= 2 * most) keepSmallest();
  }
  keepSmallest();
  return chosen.map(({ kept }) => kept);
}
