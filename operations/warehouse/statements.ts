/** What a run has asked of the warehouse, statement by statement, with what each costs. */
import type { WarehousePrices } from '../../catalog/prices';
import type { Cloud } from '../cloud';
import type { RunView } from '../runs/run-view';
import { costOf, type Cost } from './cost';
import { readJobs, type WarehouseJob } from './jobs';

export type PricedJob = WarehouseJob & { cost: Cost };

/** @param within see readJobs */
export async function readStatements(
  cloud: Cloud,
  view: RunView,
  prices: WarehousePrices,
  within?: { from: number; to: number },
): Promise<PricedJob[]> {
  const jobs = await readJobs(cloud, view.run, stagedTables(view), within);
  return jobs.map((job) => ({
    ...job,
    cost: costOf({ ...job, tables: job.tables.length, isFailed: job.error !== undefined }, prices),
  }));
}

/** Tables of the landed objects' clean rows: whichever run has loaded them, this one reads them. */
function stagedTables({ validated, findings }: RunView): string[] {
  const objects = validated?.sources.flatMap(({ objects: landed }) => landed) ?? findings.validate?.objects ?? [];
  return objects.map(({ table }) => table);
}
