/** The checkpoint of a tuning that is the best by what its tuner measured on the validation split; the held-out one decides nothing here. */

export interface Checkpoint {
  /** Of training, when it was made. */
  step: number;
  epoch?: number;
  /** The provider's own name of it, where it has one. */
  id?: string;
  /** Where it answers. */
  endpoint: string;
}

export interface ChosenCheckpoint extends Checkpoint {
  /** From 1, of all that the job has made, in the order of steps. */
  place: number;
  of: number;
  /** On the validation split; absent where it is not known, and the last was taken. */
  loss?: number;
}

/**
 * The one with the lowest loss, of equal ones the earlier; the last, where no loss is known.
 * @param validation losses by step: that of a checkpoint is the last one measured since the checkpoint before
 * @returns undefined of none
 */
export function bestCheckpoint(
  checkpoints: Checkpoint[],
  validation: { step: number; loss: number }[],
): ChosenCheckpoint | undefined {
  const ordered = checkpoints.toSorted((a, b) => a.step - b.step);
  const measured = ordered.map((checkpoint, index): ChosenCheckpoint => {
    const before = ordered[index - 1]?.step ?? 0;
    const loss = validation.findLast(({ step }) => step > before && step <= checkpoint.step)?.loss;
    return { ...checkpoint, place: index + 1, of: ordered.length, ...(loss !== undefined && { loss }) };
  });
  const known = measured.filter(({ loss }) => loss !== undefined);
  return known.toSorted((a, b) => a.loss! - b.loss!)[0] ?? measured.at(-1);
}

/** "checkpoint 2 of 3, by validation loss 1.23" */
export const checkpointInWords = ({ place, of, loss }: Pick<ChosenCheckpoint, 'place' | 'of' | 'loss'>): string =>
  `checkpoint ${place} of ${of}, ${loss === undefined ? 'the last: no validation loss is known' : `by validation loss ${loss.toFixed(2)}`}`;
