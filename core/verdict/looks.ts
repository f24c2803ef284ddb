/** Where an evaluation is looked at before all of its answers are there: planned before the first of them. */

/** At equal shares of the examples. More save little: a case that is clear is so by the second or third. */
const mostLooks = 5;

/**
 * After how many examples each look comes, the last after all of them: from each fifth on, the first place where answers are recorded
 * to their end and no group is cut, so that what hangs together is looked at together. Where there is none, there are fewer looks.
 * @param groups of the examples in the order in which they are asked, each group in one row; undefined for one that stands for itself
 * @param together examples whose answers are recorded together
 */
export function plannedLooks(groups: (string | undefined)[], together: number): number[] {
  const count = groups.length;
  const isCut = (end: number) => end < count && groups[end] !== undefined && groups[end] === groups[end - 1];
  const ends = Array.from({ length: mostLooks }, (_, look) => {
    let end = Math.ceil(((look + 1) * count) / mostLooks / together) * together;
    while (end < count && isCut(end)) end += together;
    return Math.min(end, count);
  });
  return [...new Set(ends)];
}
