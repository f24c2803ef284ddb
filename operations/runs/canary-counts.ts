/** What the answers to a canary's requests have come to, counted in BigQuery just now. */
import { exposuresStatement } from '../../core/canary/exposures';
import { exposuresOf, type StepCounts } from '../../core/canary/rollout';
import { createRecent } from '../../core/recent';
import type { Cloud } from '../cloud';
import type { RunView } from './run-view';

/** The same, counted once a minute for all who watch: a query of it is billed. */
export function createCounts(cloud: Cloud): (view: RunView) => Promise<RunView> {
  const kept = createRecent<RunView>(50);
  return async (view) => {
    const { run, rollout } = view;
    if (!rollout?.canary) return view;
    const minute = Math.floor(cloud.now() / 60_000);
    const counted = await kept(`${run} ${rollout.canary.step} ${minute}`, () => withCounts(cloud, view));
    const { seen, uncounted } = counted.rollout!;
    return { ...view, rollout: { ...rollout, ...(seen && { seen }), ...(uncounted && { uncounted }) } };
  };
}

/** The run with that, where its canary is under way: without it, but with the reason, where it cannot be counted. */
export async function withCounts(cloud: Cloud, view: RunView): Promise<RunView> {
  const { rollout, record } = view;
  if (!rollout?.canary || !record.configuration) return view;
  const tableOf = (table: string): string => `${cloud.status.project}.landfall.${table}`;
  try {
    const { sql: query, params } = exposuresStatement(rollout.canary, record.configuration, tableOf);
    const [rows] = await (await cloud.bigquery()).query({ query, params });
    return { ...view, rollout: { ...rollout, seen: exposuresOf(rollout.canary, rows as StepCounts[]) } };
  } catch (error) {
    return { ...view, rollout: { ...rollout, uncounted: (error as Error).message } };
  }
}
