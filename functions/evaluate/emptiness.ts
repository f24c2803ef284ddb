/** Whether a subject has said enough to be measured: an answer without a word scores 0 and tells nothing of what it knows. */
import { PermanentError } from '../../core/errors';
import { percent } from '../../core/wording';
import type { Answer } from '../shared/models/provider';
import type { Subject } from './subjects';

type Said = Pick<Answer, 'outcome' | 'finishReason'>;

export const emptyAnswers = (answers: Said[]): Said[] => answers.filter(({ outcome }) => outcome === 'empty');

/** @throws PermanentError when more than a share of the answers is empty. */
export function checkAnswered({ name, model }: Subject, answers: Said[], maximumShare: number): void {
  const empty = emptyAnswers(answers);
  if (!(empty.length > maximumShare * answers.length)) return;
  const cutOff = empty.filter(({ finishReason }) => finishReason === 'MAX_TOKENS');
  const why = [...new Set(empty.map(({ finishReason }) => finishReason))].join(', ');
  throw new PermanentError(
    `${name} gave no text for ${empty.length} of ${answers.length} examples (${why}), which is more than ${percent(maximumShare)}: nothing can be compared with it`,
    {
      where: `${name}, ${model}`,
      fix:
        cutOff.length * 2 > empty.length
          ? 'raise generation.maxOutputTokens, against which thoughts count too, or tune a base that can do without them'
          : 'ask it by hand with an example of the evaluation file; evaluation.maximumEmptyShare says how many may be empty',
    },
  );
}
