/** watch: on every tick, brings back what was left under way, asks the tuning jobs, and says of which runs all have ended. */
import type { EventData, Run } from '../../schemas/generated/types';
import type { Output } from '../../core/stages';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import type { TuningJobs } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { bringBack } from './bring-back';
import { outcome } from './outcome';

export type WatchDeps = StageDeps & { tuningOf: OfRun<TuningJobs> };

export async function findRuns(_tick: EventData['landfall.watch.tick.v1'], deps: WatchDeps): Promise<Run[]> {
  await bringBack(deps);
  return findTuning(deps.ledger);
}

/** The marked runs whose jobs are all created; a run that failed while creating them has nothing to wait for. */
async function findTuning(ledger: Ledger): Promise<Run[]> {
  const marks = ledger.inFlight('tuning');
  const runs: Run[] = [];
  for (const name of await marks.list()) {
    const tuned = await ledger.findResult(name, 'tune');
    const run = await ledger.findRun(name);
    if (tuned?.status === 'failed' || !run) await marks.unmark(name);
    else if (tuned) runs.push(run);
  }
  return runs;
}

export async function watch(
  _tick: EventData['landfall.watch.tick.v1'],
  { run, deps, log }: StageContext<WatchDeps>,
): Promise<Output<'landfall.tuning.finished.v1'> | undefined> {
  const { jobs } = (await deps.ledger.findOutput(run, 'tune'))!.data;
  const tuningJobs = deps.tuningOf(configurationOf(run));
  const states = await Promise.all(jobs.map(({ job }) => tuningJobs.get(job)));
  const candidates = outcome(jobs, states);
  if (!candidates) return undefined;

  log.info(`tuning ended: ${candidates.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
  return { type: 'landfall.tuning.finished.v1', data: { pipeline: run.pipeline, run: run.run, candidates } };
}

/** The event is out: nothing is left to look after. */
export function settle(run: Run, { ledger }: WatchDeps): Promise<void> {
  return ledger.inFlight('tuning').unmark(run);
}
