/** The requests of a pipeline are changed by compare-and-swap: what somebody else has decided meanwhile is counted before we do. */
import type { Retraining } from '../../schemas/generated/types';
import { byCompareAndSwap } from '../shared/stage/compare-and-swap';
import type { StageDeps } from '../shared/stage/stage';

/** Of those who change it at the same time one succeeds each time. */
const mostTries = 10;

/**
 * @param by decides again each time
 * @returns what is on record by then
 * @throws RetryableError when others were faster every time
 */
export async function changeRequests(
  pipeline: string,
  { ledger, clock }: Pick<StageDeps, 'ledger' | 'clock'>,
  by: (retraining: Retraining) => Promise<Retraining>,
): Promise<Retraining> {
  const once = async (): Promise<Retraining> => {
    const found = await ledger.findRetraining(pipeline);
    const after = await by(found?.value ?? { pipeline, requests: [] });
    await ledger.replaceRetraining(after, found?.generation);
    return after;
  };
  return byCompareAndSwap(once, { clock, tries: mostTries, what: `the requests to retrain ${pipeline} are` });
}
