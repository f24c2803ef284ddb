/** Runs that have looked for answers of production to learn from: their staging tables may hold answers to somebody for some days. */
import type { RunName } from '../../core/ledger-layout';
import type { Cloud } from '../../operations/cloud';
import { ask } from '../../operations/warehouse/warehouse';
import type { Person } from './person';

/** Of a step of transform, by the name of its table in the staging dataset. */
export const stagingTable = ({ pipeline, run }: RunName, step: string): string =>
  `${pipeline}_${run}_${step}`.replaceAll('-', '_');

/** Ids of those runs that have found answers to them. @param tables of the staging dataset, as project.dataset.table */
export async function runsWithAnswersTo(
  { pseudonym }: Person,
  runs: RunName[],
  tables: string[],
  cloud: Cloud,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const run of runs) {
    const table = tables.find((name) => name.endsWith(`.${stagingTable(run, 'curated')}`));
    if (table === undefined) continue;
    const [row] = await ask<{ count: number }>(
      cloud,
      'forget-count-curated.sql',
      { curated: table },
      { user: pseudonym },
    );
    if (Number(row!.count) > 0) found.add(run.run);
  }
  return found;
}
