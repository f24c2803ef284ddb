/** What the answers amount to: a mean and its confidence interval per subject and metric, and every answer with its scores. */
import type { EvaluatedExample, EvaluationReport } from '../../schemas/generated/types';
import type { SubjectAnswer } from './answers';
import { confidenceInterval, mean } from './confidence';
import type { HeldOut } from './examples';
import { measures, type Metric } from './metrics';

type Scores = Record<string, number>;
type Report = Pick<EvaluationReport, 'intervals' | 'predictions'> & {
  metrics: Record<string, Scores> & { base: Scores };
};

/**
 * An answer that was blocked or left empty scores as the empty text it is: not answering is no way to do well.
 * @param answers of each subject, in the order of the examples
 */
export function report(examples: HeldOut[], answers: Record<string, SubjectAnswer[]>, metrics: Metric[]): Report {
  const subjects = Object.keys(answers);
  const perMetric = <T>(value: (metric: Metric) => T) =>
    Object.fromEntries(metrics.map((metric) => [metric, value(metric)]));
  const perSubject = <T>(value: (subject: string) => T) =>
    Object.fromEntries(subjects.map((subject) => [subject, value(subject)]));

  const predictions = examples.map(({ line, request, target }, index): EvaluatedExample => ({
    line,
    prompt: request.turns.map(({ text }) => text).join('\n'),
    target,
    answers: perSubject((subject) => {
      const answer = answers[subject]![index]!;
      return { ...answer, scores: perMetric((metric) => measures[metric](answer.text, target)) };
    }),
  }));

  const scores = (subject: string, metric: Metric) => predictions.map((each) => each.answers[subject]!.scores[metric]!);
  return {
    metrics: perSubject((subject) => perMetric((metric) => mean(scores(subject, metric)))) as Report['metrics'],
    intervals: perSubject((subject) => perMetric((metric) => confidenceInterval(scores(subject, metric)))),
    predictions,
  };
}
