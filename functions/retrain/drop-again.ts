/** Drops the objects of an earlier batch again, under another name: from there on it is a run as any other. */
import { atMost } from '../../core/at-most';
import { dropOrder } from '../../core/batch/drop-order';
import { belowBatch } from '../../core/batch/landing-path';
import { isMissing, PermanentError } from '../../core/errors';
import { gsUri } from '../../core/gs-uri';
import { batchOfRequest } from '../../core/retraining/request';
import type { Configuration, Run } from '../../schemas/generated/types';
import type { Objects } from '../shared/stage/objects';

/** Objects that are copied side by side: a batch may have hundreds of parts. */
const atOnce = 16;

/**
 * Repeatable: what is there already stays.
 * @throws PermanentError when an object, or the version of it that was read, is gone
 */
export async function dropAgain(
  { pipeline, trigger }: Run,
  request: string,
  { sources }: Configuration['pipeline'],
  to: Pick<Objects, 'copy'>,
): Promise<void> {
  const { bucket } = trigger;
  const inOrder = dropOrder(trigger, sources);
  const copy = async ({ name, generation }: { name: string; generation: string }): Promise<void> => {
    const target = gsUri({ bucket, name: `${pipeline}/${batchOfRequest(request)}/${belowBatch(name)}` });
    await to.copy({ uri: gsUri({ bucket, name }), generation }, target).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      throw new PermanentError(`${gsUri({ bucket, name })}, generation ${generation}, is gone`, {
        fix: `drop the data set of ${pipeline} again`,
        cause: error,
      });
    });
  };
  await atMost(atOnce, inOrder.slice(0, -1), copy);
  await copy(inOrder.at(-1)!);
}
