/** Whether a subject can be measured: it could be asked, and has said enough. */
import { PermanentError } from '../../core/errors';
import { percent } from '../../core/wording';
import type { EvaluatedExample, PipelineSpec } from '../../schemas/generated/types';
import type { Subject } from '../shared/evaluation/subjects';

type Said = Pick<EvaluatedExample['answers'][string], 'outcome' | 'finishReason' | 'rejection' | 'isLabel'>;
type Limits = Pick<PipelineSpec['evaluation'], 'maximumEmptyShare' | 'maximumUnscoredShare'>;

/** An answer without a word scores 0, and tells nothing of what the subject knows. */
export const emptyAnswers = (answers: Said[]): Said[] => answers.filter(({ outcome }) => outcome === 'empty');

/** Of examples that could not be asked: they have no score. */
export const unscoredAnswers = (answers: Said[]): Said[] => answers.filter(({ outcome }) => outcome === 'rejected');

/** Answers in words that are none of the labels; none where the targets are no labels. */
export const noLabelAnswers = (answers: Said[]): Said[] =>
  answers.filter(({ outcome, isLabel }) => isLabel === false && (outcome === 'answered' || outcome === 'truncated'));

/**
 * Who is to be left out, so that the comparison is without no more than a share of the examples: it is without every one that
 * any of the subjects could not be asked. The one whose going brings back the most, the first of equals; never the base.
 */
export function mostCostly(
  answers: Record<string, Said[]>,
  maximumShare: number,
): { name: string; missing: number; total: number } | undefined {
  const total = answers['base']!.length;
  const missing = missingIn(Object.values(answers));
  if (!(missing > maximumShare * total)) return undefined;
  const [costliest] = Object.keys(answers)
    .filter((name) => name !== 'base')
    .map((name) => ({
      name,
      left: missingIn(Object.keys(answers).flatMap((other) => (other === name ? [] : [answers[other]!]))),
    }))
    .toSorted((a, b) => a.left - b.left);
  return costliest && { name: costliest.name, missing, total };
}

/** Examples that not all of them could be asked. */
const missingIn = (answers: Said[][]): number =>
  answers[0]!.filter((_, place) => answers.some((said) => said[place]!.outcome === 'rejected')).length;

/** @throws PermanentError when more than a share of the examples could not be asked, or of the answers is empty. */
export function checkMeasurable(subject: Subject, answers: Said[], limits: Limits): void {
  checkAsked(subject, answers, limits.maximumUnscoredShare);
  checkAnswered(subject, answers, limits.maximumEmptyShare);
}

/** Whether nobody would be left out, were these all the answers. */
export const areMeasurable = (answers: Record<string, Said[]>, limits: Limits): boolean =>
  Object.values(answers).every(
    (said) =>
      unscoredAnswers(said).length <= limits.maximumUnscoredShare * said.length &&
      emptyAnswers(said).length <= limits.maximumEmptyShare * said.length,
  ) && mostCostly(answers, limits.maximumUnscoredShare) === undefined;

function checkAsked({ name, model }: Subject, answers: Said[], maximumShare: number): void {
  const unscored = unscoredAnswers(answers);
  if (!(unscored.length > maximumShare * answers.length)) return;
  const [{ rejection }] = unscored as [Said];
  throw new PermanentError(
    `${name} could not be asked ${unscored.length} of ${answers.length} examples, which is more than ${percent(maximumShare)}: ${rejection}`,
    { where: `${name}, ${model}`, fix: askable },
  );
}

const askable =
  'shorten the examples, or tune a base that reads longer ones; evaluation.maximumUnscoredShare says how many may be left out of the comparison';

/** Why a subject is not compared that costs the comparison too much. */
export const tooCostly = (
  { name, model }: Subject,
  { missing, total }: { missing: number; total: number },
  maximumShare: number,
): PermanentError =>
  new PermanentError(
    `${name} is not compared: with it, the comparison is without ${missing} of ${total} examples that not every model could be asked, which is more than ${percent(maximumShare)}`,
    { where: `${name}, ${model}`, fix: askable },
  );

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
