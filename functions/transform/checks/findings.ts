/** What the warehouse finds about the examples of a version, one statement per check that is asked for. */
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots, type Statement } from '../../../core/statement';
import { together } from '../../../core/together';
import { jobOf } from '../../shared/warehouse/warehouse';
import type { TransformContext } from '../context';

/** What one statement of sql/checks/examples/ found. */
export interface Finding {
  name: string;
  /** Examples concerned, and examples looked at. */
  count: number;
  total: number;
  details: Record<string, number>;
  rows: FoundRow[];
}

export interface FoundRow {
  key: string;
  origin?: string;
  /** What the check shows of the example, in an order of its own; empty for what holds personal data. */
  facts: string[];
}

interface FindingRow {
  name: string;
  count_concerned: number;
  count_looked_at: number;
  details: { name: string; count_examples: number }[];
  findings: { key: string; origin: string | null; facts: string[] }[];
}

/** Tables that the statements read, by slot. */
export type FindingTables = Record<string, string>;

/** The findings of the named files of sql/checks/examples/, each a job of its own that `landfall explain` can show. */
export async function find(
  files: string[],
  tables: FindingTables,
  params: Required<Statement>['params'],
  context: TransformContext,
): Promise<Map<string, Finding>> {
  const { sql } = configurationOf(context.run);
  const rows = await together(
    files.map((file) => {
      const statement = fillSlots(sql, `checks/examples/${file}.sql`, tables);
      const used = Object.entries(params).filter(([name]) => statement.sql.includes(`@${name}`));
      const job = jobOf(context.run, `check-${file}`);
      return context.deps.warehouse.query<FindingRow>(job, { ...statement, params: Object.fromEntries(used) });
    }),
  );
  return new Map(rows.flat().map((row) => [row.name, findingOf(row)]));
}

const findingOf = ({ name, count_concerned, count_looked_at, details, findings }: FindingRow): Finding => ({
  name,
  count: count_concerned,
  total: count_looked_at,
  details: Object.fromEntries(details.map((detail) => [detail.name, detail.count_examples])),
  rows: findings.map(({ key, origin, facts }) => ({ key, ...(origin !== null && { origin }), facts })),
});
