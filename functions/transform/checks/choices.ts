/** Whether the models of a pipeline can be restricted to its targets, before one is tuned that could not be asked so. */
import { PermanentError } from '../../../core/errors';
import { labelsOf, wordsIn } from '../../../core/labels';
import { plural, thousands } from '../../../core/wording';
import type { Configuration, DatasetCard } from '../../../schemas/generated/types';
import { limitedModels } from '../version/long-examples';

const where = 'generation.choices: targets';

/** @throws PermanentError where the targets are no labels, or more than a base model takes */
export function checkChoices(card: Pick<DatasetCard, 'statistics'>, configuration: Configuration): void {
  if (configuration.pipeline.generation.choices === undefined) return;
  const labels = labelsOf(card);
  if (labels.length === 0)
    throw new PermanentError(
      'the targets are texts of their own and no labels: labels are 2 to 1,000, with five examples each on average',
      { where, fix: 'leave generation.choices out, or add examples' },
    );
  const words = wordsIn(labels);
  for (const { id, choiceWords } of limitedModels(configuration)) {
    if (!(words > choiceWords)) continue;
    throw new PermanentError(
      `${plural(labels.length, 'label')} of ${thousands(words)} words together are more than ${id} can be restricted to, ${thousands(choiceWords)} words`,
      { where, fix: 'leave generation.choices out, or give the labels shorter names in training.sql' },
    );
  }
}
