/** The requests of a pipeline are changed by compare-and-swap: what somebody else has decided meanwhile is counted before we do. */
import { isConflict, RetryableError } from '../../core/errors';
import type { Retraining } from '../../schemas/generated/types';
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
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await ledger.findRetraining(pipeline);
    const after = await by(found?.value ?? { pipeline, requests: [] });
    try {
      await ledger.replaceRetraining(after, found?.generation);
      return after;
    } catch (error) {
      if (!isConflict(error)) throw error;
      await clock.sleep(1000);
    }
  }
  throw new RetryableError(`the requests to retrain ${pipeline} are changed by others all the time`);
}
