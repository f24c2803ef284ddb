/** Jobs that cannot be asked about: they are asked again at every tick, and not for ever. */
import { isPermanent, PermanentError } from '../../core/errors';
import type { Run } from '../../schemas/generated/types';
import type { StageDeps } from '../shared/stage/stage';

/** Hours: our choice, time for a person to see that a permission is missing and to give it back. */
const patience = 24;

/**
 * The answer; since when there has been none, the run's mark says.
 * @throws PermanentError when there has been none for 24 hours; before that, the error itself
 */
export async function heard<T>(run: Run, answer: Promise<T>, { ledger, clock }: StageDeps): Promise<T> {
  const marks = ledger.inFlight('tuning');
  try {
    const states = await answer;
    if ((await marks.find(run))?.unheardSince !== undefined) await marks.mark(run);
    return states;
  } catch (error) {
    if (isPermanent(error)) throw error;
    const now = clock.now();
    const { unheardSince } = (await marks.find(run)) ?? {};
    if (unheardSince === undefined) await marks.mark(run, { unheardSince: now.toISOString() });
    else if (now.getTime() - Date.parse(unheardSince) >= patience * 3_600_000)
      throw new PermanentError(
        `its tuning jobs could not be asked about for ${patience} h, since ${unheardSince}: ${(error as Error).message}`,
        { fix: 'see whether the jobs still run, cancel them, mend the cause, and drop the batch again', cause: error },
      );
    throw error;
  }
}
