/** Whether a subject can be measured: it could be asked, and has said enough. */
import { PermanentError } from '../../core/errors';
import { percent } from '../../core/wording';
import type { EvaluatedExample, PipelineSpec } from '../../schemas/generated/types';
import type { Subject } from './subjects';

type Said = Pick<EvaluatedExample['answers'][string], 'outcome' | 'finishReason' | 'rejection' | 'isLabel'>;
type Limits = Pick<PipelineSpec['evaluation'], 'maximumEmptyShare' | 'maximumUnscoredShare'>;

/** An answer without a word scores 0, and tells nothing of what the subject knows. */
export const emptyAnswers = (answers: Said[]): Said[] => answers.filter(({ outcome }) => outcome === 'empty');

/** Of examples that could not be asked: they have no score. */
export const unscoredAnswers = (answers: Said[]): Said[] => answers.filter(({ outcome }) => outcome === 'rejected');

/** Answers in words that are none of the labels; none where the targets are no labels. */
export const noLabelAnswers = (answers: Said[]): Said[] =>
  answers.filter(({ outcome, isLabel }) => isLabel === false && (outcome === 'answered' || outcome === 'truncated'));

/** @throws PermanentError when more than a share of the examples could not be asked, or of the answers is empty. */
export function checkMeasurable(subject: Subject, answers: Said[], limits: Limits): void {
  checkAsked(subject, answers, limits.maximumUnscoredShare);
  checkAnswered(subject, answers, limits.maximumEmptyShare);
}

function checkAsked({ name, model }: Subject, answers: Said[], maximumShare: number): void {
  const unscored = unscoredAnswers(answers);
  if (!(unscored.length > maximumShare * answers.length)) return;
  const [{ rejection }] = unscored as [Said];
  throw new PermanentError(
    `${name} could not be asked ${unscored.length} of ${answers.length} examples, which is more than ${percent(maximumShare)}: ${rejection}`,
    {
      where: `${name}, ${model}`,
      fix: 'shorten the examples, or tune a base that reads longer ones; evaluation.maximumUnscoredShare says how many may be left out of the comparison',
    },
  );
}

function checkAnswered({ name, model }: Subject, answers: Said[], maximumShare: number): void {
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
