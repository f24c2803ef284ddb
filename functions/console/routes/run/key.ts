/** Which run a path is about. */
import { runFolder, type RunName } from '../../../../core/ledger-layout';
import type { Cloud } from '../../../../operations/cloud';
import { createLedger, type RunReader } from '../../../../operations/ledger/ledger';
import { deriveRun, type RunView } from '../../../../operations/runs/run-view';
import { HttpProblem } from '../../../shared/http/problem';

export const runRoute = '/pipelines/:pipeline/runs/:run';

export const keyOf = ({ pipeline, run }: Record<string, string>): RunName => ({ pipeline: pipeline!, run: run! });

/** What opens a run, where it is there. @throws HttpProblem 404 where it is not */
export async function unlessUnknown<T>(key: RunName, opening: Promise<T>): Promise<T> {
  return opening.catch((error: unknown) => {
    if ((error as Error).message !== `${runFolder(key)}run.json is gone`) throw error;
    throw new HttpProblem(404, `There is no run ${key.run} of ${key.pipeline}.`, 'look for it among the runs');
  });
}

/** @throws HttpProblem 404 */
export const openRun = (cloud: Cloud, key: RunName): Promise<RunReader> =>
  unlessUnknown(key, createLedger(cloud).openRun(key));

/** What its stages have come to, without how far the work under way is. @throws HttpProblem 404 */
export async function readView(cloud: Cloud, key: RunName): Promise<RunView> {
  const reader = await openRun(cloud, key);
  const results = await reader.readResults();
  return deriveRun({ record: reader.record, results, findings: await reader.readFindings() }, cloud.now());
}
