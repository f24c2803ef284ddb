/** A prompt's trial as lines of a terminal: what is asked and may cost first, then scores, verdicts and the bill. */
import { verdictText } from '../../core/verdict/words';
import type { PairedComparison } from '../../core/verdict/comparison';
import { plural, portion, thousands, inline } from '../../core/wording';
import type { DatasetCard, PipelineSpec } from '../../schemas/generated/types';
import type { TrialExamples } from '../prompt-trial/examples';
import type { TrialSubject } from '../prompt-trial/subjects';
import type { Trial } from '../prompt-trial/trial';
import { metricTitle } from '../../core/metrics/titles';
import { labelled, labelledProse } from './run-lines';
import { shortDigest } from './prompt-lines';
import { formatDollars } from '../../core/quantities';
import { inColumns } from './text';

export interface TrialHead {
  subjects: TrialSubject[];
  card: DatasetCard;
  held: TrialExamples;
  /** US dollars. */
  most: number;
}

/** Said before anything is asked. */
export function trialHead({ subjects, card, held, most }: TrialHead): string[] {
  const { examples, unread } = held;
  const rows = subjects.map(({ name, base, isTuned, prompt }) => [
    inline(name),
    shortDigest(prompt.digest),
    isTuned ? `tuned on ${inline(base.id)}` : inline(base.id),
  ]);
  return [
    labelled('Asked', inColumns(rows, { gap: 2 }).join('\n')),
    labelledProse(
      'Examples',
      `${portion(examples.length, card.evaluation, 'held-out example')} of version ${card.version}${unread > 0 ? `; ${plural(unread, 'example')} could not be read back into fields` : ''}`,
    ),
    labelledProse(
      'Price',
      `${formatDollars(most)} at most, for ${plural(examples.length * subjects.length, 'answer')}`,
    ),
  ];
}

export function trialLines({ comparisons, bills }: Trial, gate: PipelineSpec['deployment']['gate']): string[] {
  const scores = scoresOf(comparisons);
  const rows = bills.map(({ subject, inputTokens, outputTokens, price, empty, rejected }) => [
    inline(subject),
    scores.has(subject) ? scores.get(subject)!.toFixed(2) : '–',
    `${thousands(inputTokens)} in`,
    `${thousands(outputTokens)} out`,
    formatDollars(price),
    [
      ...(empty > 0 ? [`${thousands(empty)} empty`] : []),
      ...(rejected > 0 ? [`${thousands(rejected)} not taken`] : []),
    ].join(', '),
  ]);
  const head = ['', metricTitle(gate.metric), 'tokens', '', 'price', ''];
  return [
    labelled('Scores', inColumns([head, ...rows], { right: [1, 2, 3, 4], gap: 2 }).join('\n')),
    ...comparisons.map((comparison) => labelledProse('Verdict', inline(verdictText(comparison)))),
    labelledProse(
      'Note',
      'The gate decides on such examples too: of many prompts that are tried on them, the best looks better than it is. Its verdict on a candidate with the prompt counts.',
    ),
  ];
}

function scoresOf(comparisons: PairedComparison[]): Map<string, number> {
  return new Map(
    comparisons.flatMap((comparison) =>
      comparison.method === 'none'
        ? []
        : [
            [comparison.candidate, comparison.means.candidate] as const,
            [comparison.rival, comparison.means.rival] as const,
          ],
    ),
  );
}
