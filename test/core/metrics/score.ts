/** What the metric of an entry of evaluation.metrics says of one answer, and of several. */
import { metricsOf, type MetricEntry } from '../../../core/metrics';

export function scoreOf(entry: MetricEntry, answer: string, ...references: string[]): number {
  return metricsOf([entry])[0]!.measure(answer, references).score;
}

/** @param pairs each an answer and what was wanted */
export function overallOf(entry: MetricEntry, pairs: [answer: string, reference: string][]): number {
  const { measure, overall } = metricsOf([entry])[0]!;
  const measured = pairs.map(([answer, reference]) => measure(answer, [reference]));
  if (overall) return overall(measured.map(({ statistics }) => statistics!));
  return measured.reduce((sum, { score }) => sum + score, 0) / measured.length;
}
