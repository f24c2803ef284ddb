/** Many things' values by name, side by side: in which they differ, and in which they are all the same. */

export interface FactRow<Group extends string> {
  group: Group;
  name: string;
  /** Of each thing, in their order; null of one that has none. */
  values: (string | null)[];
}

/** In the order of the groups, and within one in which names first come up. */
export function tabulate<Group extends string>(
  things: Partial<Record<Group, Record<string, string>>>[],
  groups: readonly Group[],
): { different: FactRow<Group>[]; equal: FactRow<Group>[] } {
  const rows = groups.flatMap((group) => {
    const names = new Set(things.flatMap((thing) => Object.keys(thing[group] ?? {})));
    return [...names].map((name) => ({ group, name, values: things.map((thing) => thing[group]?.[name] ?? null) }));
  });
  const isEqual = ({ values }: FactRow<Group>): boolean => values.every((value) => value === values[0]);
  return { different: rows.filter((row) => !isEqual(row)), equal: rows.filter(isEqual) };
}
