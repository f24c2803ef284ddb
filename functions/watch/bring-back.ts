/** Brings back the stages that have left work under way: it says again what started them, and they go on where they stopped. */
import { atMost } from '../../core/at-most';
import { isPermanent, type WaitedFor } from '../../core/errors';
import type { RunName } from '../../core/ledger-layout';
import { resumingStages, type StageName } from '../../core/stages';
import type { BatchPrediction } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { hasPromoted, isDecided } from '../shared/stage/gate-outcome';
import type { Mark } from '../shared/stage/ledger';
import { startOf } from '../shared/stage/start-of';
import type { Warehouse } from '../shared/warehouse/warehouse';
import { hasRungEnded } from './rungs';
import type { LookAfterDeps } from './look-after';
import { hasOneEnded } from './unfinished';

export type BringBackDeps = LookAfterDeps & {
  warehouse: Pick<Warehouse, 'hasEnded'>;
  batchOf: OfRun<Pick<BatchPrediction, 'get'>>;
};

/** Marks that are looked at at the same time, whatever they are of. */
export const marksAtOnce = 16;

/**
 * What waits for a job of the warehouse, for a batch, for a rung of a search, for one of its tuning jobs, for another run, or for a person, is left to it until that has ended. What cannot be brought back now keeps its mark,
 * and so does what the time is too short for: it is tried again at the next tick.
 */
export async function bringBack(deps: BringBackDeps, isTimeUp: () => boolean): Promise<void> {
  for (const stage of resumingStages) {
    const marks = await deps.ledger.inFlight(stage).list();
    await atMost(marksAtOnce, marks, async (mark) => {
      if (isTimeUp()) return;
      await sayAgain(stage, mark, deps).catch((error: unknown) => {
        deps.log.warning(`${stage} is not brought back yet: ${(error as Error).message}`, { ...mark });
      });
    });
  }
}

async function sayAgain(stage: StageName, { generation, ...run }: Mark, deps: BringBackDeps): Promise<void> {
  const { ledger } = deps;
  const marks = ledger.inFlight(stage);
  const waitsFor = (await marks.find(run))?.waitsFor;
  if (waitsFor && !(await hasEnded(waitsFor, run, deps))) return;
  const said = await startOf(stage, run, ledger);
  if (said) await deps.publish(said);
  // From here on it is the message that brings it back: said once, unless the stage has left work under way anew.
  await marks.unmark(run, generation);
}

async function hasEnded(waitsFor: WaitedFor, name: RunName, deps: BringBackDeps): Promise<boolean> {
  const { ledger, warehouse } = deps;
  const { pipeline } = name;
  if ('batch' in waitsFor) return hasBatchEnded(waitsFor.batch, name, deps);
  if ('rung' in waitsFor) return hasRungEnded(waitsFor, name, deps);
  if ('running' in waitsFor) {
    const run = await ledger.findRun(name);
    return !run?.configuration || hasOneEnded(waitsFor, run, deps);
  }
  if ('run' in waitsFor) return (await hasPromoted({ pipeline, run: waitsFor.run }, ledger)) !== undefined;
  if ('approval' in waitsFor) return isDecided({ pipeline, run: waitsFor.approval }, ledger);
  // A canary is judged anew at every tick; the last of its answers brings evaluate back at once, and a tick looks whether they still come.
  return 'canary' in waitsFor || 'answers' in waitsFor || warehouse.hasEnded(waitsFor);
}

/** One that is gone is for the stage to make something of. */
async function hasBatchEnded(batch: string, name: RunName, { ledger, batchOf }: BringBackDeps): Promise<boolean> {
  const run = await ledger.findRun(name);
  if (!run?.configuration) return true;
  try {
    return (await batchOf(run.configuration).get(batch)).state !== 'running';
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return true;
  }
}
