/** What the warehouse finds about the examples of a version: a statement of sql/checks/examples/ for each check. */
import { basename } from 'node:path';
import { fillSlots, type Statement } from '../../../core/statement';
import type { TransformContext } from '../context';
import { lengthSlots } from '../version/text-lengths';

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

interface Question {
  /** Of the version. It is read through shown-examples.sql alone, so that no check shows what it should not. */
  dataset: string;
  /** Other tables, by slot. */
  tables: Record<string, string>;
  params?: Statement['params'];
}

/** The rows of a file of sql/checks/examples/, by a job that `landfall explain` can show. */
export async function find(
  file: string,
  { dataset, tables, params }: Question,
  { steps, configuration }: TransformContext,
): Promise<Finding[]> {
  const examples = `(\n${fillSlots(configuration.sql, 'checks/shown-examples.sql', { dataset, ...lengthSlots(configuration) }).sql})`;
  const statement = { file, slots: { ...tables, examples }, params };
  const rows = await steps.rows<FindingRow>(`check-${basename(file, '.sql')}`, statement);
  return rows.map(findingOf);
}

const findingOf = ({ name, count_concerned, count_looked_at, details, findings }: FindingRow): Finding => ({
  name,
  count: count_concerned,
  total: count_looked_at,
  details: Object.fromEntries(details.map((detail) => [detail.name, detail.count_examples])),
  rows: findings.map(({ key, origin, facts }) => ({ key, ...(origin !== null && { origin }), facts })),
});
