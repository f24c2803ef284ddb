/** What has to hold of the types of values: noted while a text is translated, and asked of DuckDB once all of it is. */
import type { Field } from '../rows/schema';

/** A place in a query where values can be selected by themselves. */
export interface Standing {
  /** The WITH clauses around it. */
  withs: string;
  /** The FROM clauses that it stands in; empty without any. */
  from: string;
}

export interface Claim {
  standing: Standing;
  /** DuckDB expressions. */
  values: readonly string[];
  /** @throws BigQueryError when values of these types do not go together */
  judge: (types: readonly Field[]) => void;
}

export const selecting = (values: readonly string[], { withs, from }: Standing): string =>
  `${withs}SELECT ${values.map((value, at) => `${value} AS value_${at}`).join(', ')}${from}`;

/**
 * Judges every claim whose values DuckDB can type where they stand. One that it can't, since a name there means another thing
 * further in, passes: what GoogleSQL takes is never refused for it.
 */
export async function checkClaims(
  claims: readonly Claim[],
  describe: (sql: string) => Promise<Field[]>,
): Promise<void> {
  const typesOf = (values: readonly string[], standing: Standing) =>
    describe(selecting(values, standing)).catch(() => undefined);
  const places = new Map<string, { standing: Standing; together: Claim[] }>();
  for (const claim of claims) {
    const key = selecting([], claim.standing);
    const place = places.get(key) ?? { standing: claim.standing, together: [] };
    place.together.push(claim);
    places.set(key, place);
  }
  for (const { standing, together } of places.values()) {
    const all = await typesOf(
      together.flatMap(({ values }) => values),
      standing,
    );
    let next = 0;
    for (const { values, judge } of together) {
      const types = all?.slice(next, (next += values.length)) ?? (await typesOf(values, standing));
      if (types) judge(types);
    }
  }
}
