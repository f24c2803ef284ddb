/** What an input of the bench is, and how it is known that it was worked on to the end. */
import type { Run } from '../../../schemas/generated/types';
import type { MeasuredFunctions } from '../measured-functions';

export interface Input {
  of: string;
  name: string;
  /**
   * @returns the peak in MiB
   * @throws Error when the function has not done what is measured
   */
  measure: (functions: MeasuredFunctions, directory: string) => Promise<number>;
}

/** Requests at the same time, while an input is laid down. */
export const uploadsAtOnce = 32;

/** @throws Error when the stage has not succeeded: then it has not done what is measured */
export async function peakOf(functions: MeasuredFunctions, run: Run, stage: string, body: string): Promise<number> {
  const peak = await functions.call(stage, { body });
  await requireSuccess(functions, run, stage);
  return peak;
}

export async function requireSuccess(
  { ledger }: MeasuredFunctions,
  run: Pick<Run, 'pipeline' | 'run'>,
  stage: string,
): Promise<void> {
  const result = await ledger.findResult(run, stage);
  if (result?.status === 'succeeded') return;
  throw new Error(`${stage} has not succeeded: ${result?.error?.message ?? 'it is under way'}`);
}
