/** What queries would give; remembered where nothing can change it: of those that read no table, most of a statement's own. */
import type { Column } from '../rows/duck-types';

/** How many are remembered: some ten pipelines' worth, of a few KiB each. */
const most = 1000;

export interface Descriptions {
  /** The columns of a query, without running it. */
  columns: (sql: string) => Promise<Column[]>;
  /** The columns of a query that reads no table and was asked for before. */
  remembered: (sql: string) => Column[] | undefined;
}

/** @param ask prepares a query */
export function createDescriptions(ask: (sql: string) => Promise<Column[]>): Descriptions {
  const known = new Map<string, Column[]>();
  // A text that only mentions it is asked for again each time, which does no harm.
  const readsTable = (sql: string): boolean => sql.includes('warehouse.');
  return {
    remembered: (sql) => known.get(sql),
    async columns(sql) {
      const found = known.get(sql);
      if (found) return found;
      const columns = await ask(sql);
      if (readsTable(sql)) return columns;
      known.set(sql, columns);
      if (known.size > most) known.delete(known.keys().next().value!);
      return columns;
    },
  };
}
