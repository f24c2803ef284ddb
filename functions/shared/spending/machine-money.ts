/** Money for the machine that a candidate answers on while it is evaluated: nobody tells its hours, so that what was drawn counts as paid. */
import { machineHoursOf } from '../../../core/price';
import { machineDraw } from '../../../core/spending';
import type { Run } from '../../../schemas/generated/types';
import { frozenModel, type TuningJob } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { SpendingDeps } from './change';
import { drawOnce } from './draw-once';

/** @throws PermanentError where the budget has no room */
export async function drawForMachine(
  run: Run,
  { candidate, base }: Pick<TuningJob, 'candidate' | 'base'>,
  deps: SpendingDeps,
): Promise<void> {
  const configuration = configurationOf(run);
  const { machineHour } = frozenModel(configuration, base).price ?? {};
  if (machineHour === undefined) return;
  const most = machineHour * machineHoursOf(configuration.pipeline);
  await drawOnce(run, { name: machineDraw(candidate), most, of: `the machine of ${candidate}` }, deps);
}
