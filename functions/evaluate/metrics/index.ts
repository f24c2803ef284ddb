/** The metrics, by the names that pipeline.yaml gives them. */
import { exactMatch } from './exact-match';
import { rougeL } from './rouge-l';

/** How well an answer meets its target, 0 to 1. */
type Measure = (answer: string, target: string) => number;

export const measures = { exactMatch, rougeL } satisfies Record<string, Measure>;
export type Metric = keyof typeof measures;
export type Scores = Record<string, number>;

/** An answer that was blocked or left empty scores as the empty text that it is: not answering is no way to do well. */
export const scoresOf = (metrics: Metric[], answer: string, target: string): Scores =>
  Object.fromEntries(metrics.map((metric) => [metric, measures[metric](answer, target)]));
