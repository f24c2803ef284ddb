/** Slices of the held-out examples: those that share a value of a column, as far as they are many enough to be compared on. */

export interface Slice {
  /** "channel = email", or "channel = (other)". */
  name: string;
  /** Of its examples. */
  places: number[];
}

/** Values of a column that are slices of their own, the most frequent ones; all others are one slice together. */
const mostValues = 20;

/** On fewer examples than these hardly any difference can be seen, and each slice makes it harder for the others. */
const leastExamples = 20;

/** No value has the name of another's slice, nor of what has none of its own. */
const named = (value: string): string =>
  value === '' ? '(empty)' : ['(empty)', '(other)'].includes(value) ? JSON.stringify(value) : value;

/**
 * @param columns what slices are of
 * @param values of each example, its values of these columns, in their order; undefined where they are not known
 */
export function slicesOf(columns: string[], values: (string[] | undefined)[]): Slice[] {
  return columns.flatMap((column, index) => {
    const byValue = new Map<string, number[]>();
    for (const [place, known] of values.entries()) {
      const value = known?.[index];
      if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), place]);
    }
    // What all examples share is no part of them.
    if (byValue.size < 2) return [];
    const ordered = [...byValue].toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
    const isOwn = ([, places]: [string, number[]], rank: number) => rank < mostValues && places.length >= leastExamples;
    const own = ordered.filter(isOwn).map(([value, places]) => ({ name: `${column} = ${named(value)}`, places }));
    // What is rare all over is all there is: not a part of it either.
    if (own.length === 0) return [];
    const others = ordered.filter((each, rank) => !isOwn(each, rank)).flatMap(([, places]) => places);
    const other = { name: `${column} = (other)`, places: others.toSorted((a, b) => a - b) };
    return others.length >= leastExamples ? [...own, other] : own;
  });
}
