/** What the answers amount to: a mean and its confidence interval per subject and metric, and every answer with its scores. */
import { confidenceInterval, mean } from './confidence';
import type { HeldOut } from './examples';
import { exactMatch } from './metrics/exact-match';
import type { Prediction } from './predictions';
import { rougeL } from './metrics/rouge-l';

const measures = { exactMatch, rougeL };
type Metric = keyof typeof measures;
type Scores = Record<string, number>;

export interface ReportedPrediction {
  line: number;
  prompt: string;
  target: string;
  answers: Record<string, Prediction & { scores: Scores }>;
}

/** An answer that was blocked or left empty scores as the empty text it is: not answering is no way to do well. */
export function report(examples: HeldOut[], answers: Record<string, Prediction[]>, metrics: Metric[]) {
  const subjects = Object.keys(answers);
  const perMetric = <T>(value: (metric: Metric) => T) =>
    Object.fromEntries(metrics.map((metric) => [metric, value(metric)]));
  const perSubject = <T>(value: (subject: string) => T) =>
    Object.fromEntries(subjects.map((subject) => [subject, value(subject)]));

  const predictions: ReportedPrediction[] = examples.map(({ line, request, target }, index) => ({
    line,
    prompt: request.turns.map(({ text }) => text).join('\n'),
    target,
    answers: perSubject((subject) => {
      const prediction = answers[subject]![index]!;
      return { ...prediction, scores: perMetric((metric) => measures[metric](prediction.text, target)) };
    }),
  }));

  const scores = (subject: string, metric: Metric) => predictions.map((each) => each.answers[subject]!.scores[metric]!);
  return {
    metrics: perSubject((subject) => perMetric((metric) => mean(scores(subject, metric)))) as { base: Scores },
    intervals: perSubject((subject) => perMetric((metric) => confidenceInterval(scores(subject, metric)))),
    predictions,
  };
}
