/** What the answers to a canary's requests have come to, counted in BigQuery just now. */
import { exposuresStatement } from '../../core/canary/exposures';
import { exposuresOf, type StepCounts } from '../../core/canary/rollout';
import type { Cloud } from '../cloud';
import type { RunView } from './run-view';

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
