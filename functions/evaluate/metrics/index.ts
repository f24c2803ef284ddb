/** The metrics, by the names that pipeline.yaml gives them. */
import { exactMatch } from './exact-match';
import { rougeL } from './rouge-l';

/** How well an answer meets its target, 0 to 1. */
type Measure = (answer: string, target: string) => number;

export const measures = { exactMatch, rougeL } satisfies Record<string, Measure>;
export type Metric = keyof typeof measures;
