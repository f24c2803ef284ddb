/** Tuning jobs of a service that has none of OpenAI's API: a run that only asks its models finds none of its own there. */
import type { ModelService } from '../../../../catalog/services';
import { PermanentError } from '../../../../core/errors';
import type { TuningJobs } from '../provider';

export function createNoTuning({ title }: Pick<ModelService, 'title'>): TuningJobs {
  const none = async (): Promise<never> => {
    throw new PermanentError(`${title} does not tune through OpenAI's API`, {
      fix: 'ask its models as they are, in candidates of kind: prompted',
    });
  };
  return { find: async () => [], create: none, get: none, cancel: none };
}
