/** Why rows were put aside, counted by wording in memory that does not grow with the file. */
import type { QuarantineReason } from '../../schemas/generated/types';

/** First rows that are named for each reason. */
const examples = 10;

/** More wordings than this are some other file's: the rest is counted under one. */
const maxWordings = 100;

export const otherReasons = 'other reasons, each in the quarantine file';

export interface ReasonTally {
  add(reason: string, row: number, line: number): void;
  /** Takes in what was counted of later rows. */
  merge(later: QuarantineReason[]): void;
  /** The most frequent first; of the same frequency that of the earlier row. */
  list(): QuarantineReason[];
}

/** What is the same for many rows: a reason's last parentheses hold what is said of one row only. */
const wordingOf = (reason: string): string => reason.replace(/ \([^]*\)$/, '');

export function createReasonTally(): ReasonTally {
  const tally = new Map<string, QuarantineReason>();

  const entry = (wording: string): QuarantineReason => {
    const known = tally.get(wording);
    if (known) return known;
    if (tally.size >= maxWordings && wording !== otherReasons) return entry(otherReasons);
    const made = { reason: wording, count: 0, rows: [], lines: [] };
    tally.set(wording, made);
    return made;
  };

  return {
    add(reason, row, line) {
      const found = entry(wordingOf(reason));
      found.count += 1;
      if (found.rows.length >= examples) return;
      found.rows.push(row);
      found.lines.push(line);
    },
    merge(later) {
      for (const { reason, count, rows, lines } of later) {
        const found = entry(reason);
        found.count += count;
        found.rows.push(...rows.slice(0, examples - found.rows.length));
        found.lines.push(...lines.slice(0, examples - found.lines.length));
      }
    },
    list: () => [...tally.values()].toSorted(byCount),
  };
}

/** Not by when it was told of: what was counted in parts comes sorted already. */
const byCount = (a: QuarantineReason, b: QuarantineReason): number =>
  b.count - a.count || (a.rows[0] ?? 0) - (b.rows[0] ?? 0);
