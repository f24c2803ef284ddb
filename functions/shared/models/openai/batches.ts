/** Batches of questions, which are asked one by one here: OpenAI's batches live in files of its own, out of the warehouse's reach. */
import { PermanentError } from '../../../../core/errors';
import type { BatchPrediction } from '../provider';

export function createBatches(): BatchPrediction {
  const none = (): never => {
    throw new PermanentError('this provider is asked no batches', { fix: 'ask for them one by one' });
  };
  return {
    takes: () => false,
    find: async () => [],
    create: async () => none(),
    get: async () => none(),
    cancel: async () => none(),
    lineOf: none,
    readLine: none,
  };
}
