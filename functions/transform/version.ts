/** The name of a dataset version: the same inputs, statements, prompt and split are the same version. */
import type { Configuration, EventData } from '../../schemas/generated/types';
import { digest } from '../shared/digest';

/** 12 hex digits over everything that decides what the dataset's files hold. */
export function identifyVersion(
  { sources }: EventData['landfall.dataset.validated.v1'],
  { rowSchemas, trainingSql, sql, prompt, pipeline }: Configuration,
): string {
  const contents = Object.fromEntries(sources.map(({ source, digest: content }) => [source, content]));
  return digest({ contents, rowSchemas, trainingSql, sql, prompt, split: pipeline.training.split }).slice(0, 12);
}
