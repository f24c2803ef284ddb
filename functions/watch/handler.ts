/**
 * watch: on every tick, brings back what was left under way, ends retentions, asks the tuning jobs, has what they have tuned answer,
 * and says of which runs all of that has ended.
 */
import type { EventData, Run } from '../../schemas/generated/types';
import { atMost } from '../../core/at-most';
import type { Output } from '../../core/stages';
import { configurationOf } from '../shared/stage/ledger';
import type { StageContext } from '../shared/stage/stage';
import { settleTuning } from '../shared/spending/tuning';
import { together } from '../../core/together';
import { plural } from '../../core/wording';
import { chooseCheckpoints } from './best-checkpoint';
import { bringBack, marksAtOnce, type BringBackDeps } from './bring-back';
import { answering, type DeployDeps } from './deployments';
import { heard } from './heard';
import { lookAfter } from './look-after';
import { outcome } from './outcome';
import { endRetentions } from './retention';

export type WatchDeps = BringBackDeps & DeployDeps;

export async function findRuns(
  _tick: EventData['landfall.watch.tick.v1'],
  deps: WatchDeps,
  { isTimeUp }: { isTimeUp: () => boolean },
): Promise<Run[]> {
  await bringBack(deps, isTimeUp);
  await endRetentions(deps, isTimeUp);
  return findTuning(deps, isTimeUp);
}

/** A run is held with its whole configuration, about half a megabyte: so many fit into the memory twice. Others wait for their tick. */
const runsInTick = 300;

/** The marked runs whose jobs are all created; one that failed, or was cancelled, while creating them has nothing to wait for. */
async function findTuning({ ledger, clock }: WatchDeps, isTimeUp: () => boolean): Promise<Run[]> {
  const marks = ledger.inFlight('tuning');
  const names = turned(await marks.list(), clock.now()).slice(0, runsInTick);
  const runs = await atMost(marksAtOnce, names, async (name) => {
    if (isTimeUp()) return undefined;
    const tuned = await ledger.findResult(name, 'tune');
    const run = await ledger.findRun(name);
    const hasEnded = tuned ? tuned.status === 'failed' : await ledger.isCancelled(name);
    if (hasEnded || !run) await marks.unmark(name);
    return tuned?.status === 'succeeded' ? run : undefined;
  });
  return runs.filter((run) => run !== undefined);
}

/** Every minute others come first, so that none is for ever behind those that a tick has time and room for. */
function turned<T>(items: T[], now: Date): T[] {
  const step = items.length > runsInTick ? runsInTick : 1;
  const first = (Math.floor(now.getTime() / 60_000) * step) % Math.max(items.length, 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

export async function watch(
  _tick: EventData['landfall.watch.tick.v1'],
  { run, deps, log, signal }: StageContext<WatchDeps>,
): Promise<Output<'landfall.tuning.finished.v1'> | undefined> {
  const started = (await deps.ledger.findOutput(run, 'tune'))!.data;
  const { jobs } = started;
  const tuningJobs = deps.tuningOf(configurationOf(run));
  const asked = together(jobs.map(({ job }) => tuningJobs.get(job)));
  const { states, told } = await lookAfter(run, jobs, await heard(run, asked, deps), { ...deps, log });
  if (states.some(({ state }) => state === 'running')) return undefined;
  const ended = chooseCheckpoints(run, states, told, { ...deps, log });
  if (!ended) return undefined;
  // Of two jobs of a candidate both are paid for, the one that does not count too.
  await settleTuning(run, await heard(run, tuningJobs.find(run), deps), deps);
  const answers = await heard(run, answering(run, ended, { ...deps, log, signal }), deps);
  if (!answers) return undefined;
  const candidates = outcome(run, started, answers);

  log.info(`tuning ended: ${candidates.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
  for (const { id, truncatedExamples = 0 } of candidates)
    if (truncatedExamples > 0)
      log.warning(`${id}: ${plural(truncatedExamples, 'training example')} longer than its base reads, and cut off`);
  return { type: 'landfall.tuning.finished.v1', data: { pipeline: run.pipeline, run: run.run, candidates } };
}

/** The event is out: nothing is left to look after. */
export function settle(run: Run, { ledger }: WatchDeps): Promise<void> {
  return ledger.inFlight('tuning').unmark(run);
}
