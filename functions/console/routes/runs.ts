/** Runs in windows, the newest first. */
import type { RunName } from '../../../core/ledger-layout';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import { deriveRun } from '../../../operations/runs/run-view';
import { summarize } from '../../../operations/runs/summary';
import type { RunRow, Runs } from '../answers';
import type { Route } from './route';
import { windowOf } from './window';

/** What a run has come to, once that can't change. */
const ended = new Map<string, RunRow>();

export const runs: Route[] = [
  {
    method: 'get',
    path: '/runs',
    summary: 'Runs from the newest on: ?pipeline=, from=, count=',
    async answer({ query, deps: { cloud } }): Promise<Runs> {
      const { from, count } = windowOf(query);
      const all = await createLedger(cloud).listRuns();
      const keys = all.filter(({ pipeline }) => !query['pipeline'] || pipeline === query['pipeline']).toReversed();
      const shown = await Promise.all(keys.slice(from, from + count).map((key) => readSummary(cloud, key)));
      return { now: cloud.now(), total: keys.length, from, runs: shown };
    },
  },
];

async function readSummary(cloud: Cloud, key: RunName): Promise<RunRow> {
  const path = `${key.pipeline}/${key.run}`;
  const known = ended.get(path);
  if (known) return known;
  const reader = await createLedger(cloud).openRun(key);
  const results = await reader.readResults();
  const view = deriveRun(
    { record: reader.record, results, holdUp: await reader.findHoldUp(), rollout: await reader.readRollout() },
    cloud.now(),
  );
  const summary = { ...summarize(view), createdAt: view.createdAt };
  if (view.status !== 'running') ended.set(path, summary);
  return summary;
}
