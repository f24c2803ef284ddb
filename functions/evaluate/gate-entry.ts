/**
 * The run's place in the history of its pipeline's gate. It is entered before anything is compared, so that what a decision may risk
 * is known before its outcome; and one run at a time stands between the comparison and production, so that none is compared with
 * what another is about to replace.
 */
import { digest } from '../../core/digest';
import { isConflict, RetryableError } from '../../core/errors';
import { nextLevel, type Allowance } from '../../core/verdict/history';
import type { GateEntry, GateHistory } from '../../schemas/generated/types';
import { hasPromoted } from '../shared/stage/gate-outcome';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';

/**
 * The name of a held-out set: of exactly these examples. Whoever tries again on them may choose by what the gate has answered.
 * New rows, as retraining brings them, are not chosen so, and make a set of its own, however many of the earlier are in it: were they one,
 * a pipeline that is retrained every week would come to a halt in ten of them.
 */
export const heldOutOf = (keys: string[]): string => digest(keys.toSorted()).slice(0, 12);

export type GateEntered = { allowance: Allowance } | { waitsFor: string };

/**
 * @param heldOut heldOutOf its examples
 * @returns what the decision may risk; or the run whose decision has to be made first
 * @throws RetryableError when another run was entered at the same time
 */
export async function enterGate(heldOut: string, { run, deps }: EvaluateContext): Promise<GateEntered> {
  const { ledger } = deps;
  const { level } = configurationOf(run).pipeline.deployment.gate;
  const found = await ledger.findGateHistory(run.pipeline);
  const history = found?.value ?? { pipeline: run.pipeline, decisions: [] };

  const own = history.decisions.findIndex((entry) => entry.run === run.run);
  if (own >= 0)
    return { allowance: nextLevel(history.decisions.slice(0, own), history.decisions[own]!.heldOut, level) };

  const decisions = await Promise.all(history.decisions.map((entry) => withOutcome(entry, run.pipeline, ledger)));
  const open = decisions.find(({ promoted }) => promoted === undefined);
  if (open) return { waitsFor: open.run };

  const allowance = nextLevel(decisions, heldOut, level);
  const entry: GateEntry = { run: run.run, heldOut, level: allowance.level };
  await replace({ ...history, decisions: [...decisions, entry] }, found?.generation, ledger);
  return { allowance };
}

async function replace(history: GateHistory, over: string | undefined, ledger: Ledger): Promise<void> {
  await ledger.replaceGateHistory(history, over).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('another run of the pipeline came to its gate at the same time', { cause: error });
  });
}

/** Told again from then on, whatever becomes of that run's records. */
async function withOutcome(entry: GateEntry, pipeline: string, ledger: Ledger): Promise<GateEntry> {
  if (entry.promoted !== undefined) return entry;
  const promoted = await hasPromoted({ pipeline, run: entry.run }, ledger);
  return { ...entry, ...(promoted !== undefined && { promoted }) };
}
