/** The files of a dataset version in each of the prompts of a pipeline's candidates. */
import type { Configuration, EventData, TunedCandidate } from '../schemas/generated/types';
import { isPreference, promptsOf } from './candidates';
import { PermanentError } from './errors';
import { parsePrompt } from './prompt';

export type PromptFiles = Pick<
  EventData['landfall.dataset.versioned.v1'],
  'trainUri' | 'evaluationUri' | 'validationUri' | 'preference' | 'variants'
>;

/**
 * Those in which a candidate is trained and asked.
 * @param prompt file of its prompt
 * @throws PermanentError when the version was made without that prompt
 */
export function filesIn(
  { variants = [], ...main }: PromptFiles,
  prompt: string,
  configuration: Configuration,
): Omit<PromptFiles, 'variants'> {
  const { digest } = promptsOf(configuration).get(prompt)!;
  if (digest === parsePrompt(configuration.prompt).digest) return main;
  const found = variants.find(({ promptDigest }) => promptDigest === digest);
  if (found) return found;
  throw new PermanentError(`the dataset version has no files in the prompt ${prompt}`, {
    fix: 'drop the batch again: a version with all prompts is made',
  });
}

/**
 * Those that a candidate's tuning reads.
 * @throws PermanentError when the version was made without its prompt, or without pairs
 */
export function tuningFilesIn(
  version: PromptFiles,
  candidate: Pick<TunedCandidate, 'prompt' | 'method'>,
  configuration: Configuration,
): Pick<PromptFiles, 'trainUri' | 'validationUri'> {
  const files = filesIn(version, candidate.prompt, configuration);
  if (!isPreference(candidate)) return files;
  if (files.preference) return files.preference;
  throw new PermanentError(`the dataset version has no pairs of answers to learn preferences from`, {
    fix: 'drop the batch again: a version with them is made',
  });
}
