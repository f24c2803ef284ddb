/** Which columns join the files of a data set: those whose values are really found in the other. */
import type { SourceColumn } from './guess';
import { wordsOf } from './names';

export interface Join {
  /** The column of a source that is joined already. */
  from: SourceColumn;
  /** The unique column of the source that is joined to it. */
  to: SourceColumn;
  /** Rows of `from` whose value is found, as a share. */
  found: number;
}

/** Share of the first column's rows whose value stands in the second. */
export type Measure = (from: SourceColumn, to: SourceColumn) => Promise<number>;

/**
 * Joins sources to the main one, directly or through each other, each by the pair of columns that matches best.
 * @returns the joins in an order in which each has what it needs; sources without one are not among them
 */
export async function findJoins(main: string, columns: SourceColumn[], measure: Measure): Promise<Join[]> {
  const joined = new Set([main]);
  const joins: Join[] = [];
  for (;;) {
    const pairs = columns
      .filter(({ source, profile }) => joined.has(source) && profile.longest <= 200)
      .flatMap((from) =>
        columns
          .filter((to) => !joined.has(to.source) && to.profile.isUnique && mayBeKey(to) && mayBeKey(from))
          .map((to) => ({ from, to, likeness: likeness(from, to) })),
      )
      .filter(({ from, likeness: alike }) => alike > 0 || !mayMatchByChance(from))
      .toSorted((a, b) => b.likeness - a.likeness);
    let best: (Join & { likeness: number }) | undefined;
    for (const { from, to, likeness: alike } of pairs) {
      // A pair with the name for it wins over one that merely fits.
      if (best && best.likeness > alike) break;
      const found = await measure(from, to);
      if (found >= needed[alike]! && found > (best?.found ?? 0)) best = { from, to, found, likeness: alike };
    }
    if (!best) return joins;
    joins.push({ from: best.from, to: best.to, found: best.found });
    joined.add(best.to.source);
  }
}

/** How much must match, by how alike the names are: a name for it forgives rows that refer to nothing. */
const needed: Record<number, number> = { 2: 0.5, 1: 0.8, 0: 0.98 };

/** 2: the same name, or `customer_id` and the `id` of customers; 1: a word in common; 0: nothing. */
function likeness(from: SourceColumn, to: SourceColumn): 0 | 1 | 2 {
  const [a, b] = [wordsOf(from.profile.name), wordsOf(to.profile.name)];
  if (a.join(' ') === b.join(' ')) return 2;
  const whole = [...wordsOf(to.source).map((word) => word.replace(/s$/, '')), ...b].join(' ');
  if (whole === a.join(' ')) return 2;
  return a.some((word) => b.includes(word) && word !== 'id') ? 1 : 0;
}

/** Small whole numbers and a handful of values are found in any list of numbers. */
const mayMatchByChance = ({ profile }: SourceColumn): boolean => profile.kinds.text === 0 || profile.distinct < 20;

/** Texts and whole numbers name things; fractions do not. */
const mayBeKey = ({ profile: { kinds } }: SourceColumn): boolean =>
  kinds.text > 0 || (kinds.integer > 0 && kinds.number === 0);
