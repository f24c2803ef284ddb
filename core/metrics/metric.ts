/** What a metric is: what it says of one answer, what it says of all of them, and how its number is to be read. */
import type { ModelRequest } from '../contents';
import type { Sandbox } from './sandbox';

export interface MetricDefinition {
  /** As the field writes its name. */
  title: string;
  unit: 'share' | 'characters' | 'words';
  better: 'higher' | 'lower' | 'neither';
  /** [lowest, highest] of a score, and of what is said of all. */
  range: [number, number];
  /** Whether the score of one answer is 0 or 1 and nothing between, which other statistics are made for. */
  scale: 'right or wrong' | 'graded';
  /** Who defined it, and where. */
  source: string;
}

/** What is needed of one answer for the number of all: plain values, which can be stored and added up later. */
export type Statistics = (number | string)[];

export interface Measured {
  /** Of this answer alone; what a paired comparison compares. */
  score: number;
  /** Where the number of all is not the mean of the scores. */
  statistics?: Statistics;
}

/**
 * A number of all answers as what is made of counts: each answer adds one to some of them. Whoever asks what the number would be,
 * were a few of the answers others, changes those counts alone.
 */
export interface Counting {
  /** How many counts there are. */
  size: number;
  /** Those that an answer adds one to, by their place. */
  placesOf: (statistics: Statistics) => number[];
  value: (counts: ArrayLike<number>) => number;
}

/** A metric that a judge gives: what a model is asked of an answer, and how what it says is read. */
export interface Judged {
  /** Id of the base model that judges. */
  judge: string;
  /** Its answers are compared with those of this subject, where the metric is a preference. */
  over?: 'base' | 'production';
  /** What the judge is asked of one answer: one question, or two of which the second has the answers the other way round. */
  questions: (judged: ToJudge) => ModelRequest[];
  /** Of what it said to each of them, 0 to 1; undefined where it is not told. */
  scoreOf: (said: string[]) => number | undefined;
}

export interface ToJudge {
  /** All turns. */
  prompt: string;
  /** What the model should have said: any of these. */
  references: string[];
  answer: string;
  /** The answer that it is compared with. */
  rival?: string;
}

export interface Metric extends MetricDefinition {
  /** @param references one or more texts, each of which would have been right */
  measure: (answer: string, references: string[]) => Measured;
  /** Of the statistics of one or more answers; the mean of their scores, where a metric has none of these. */
  overall?: (statistics: Statistics[]) => number;
  /** Where that is of counts and the score of one answer says little of it: models are compared by it then. @param all of every model */
  counting?: (all: Statistics[]) => Counting;
  /** Where a judge gives the scores, once all answers are there. */
  judged?: Judged;
}

/** A metric before its options are known. */
export interface MetricKind<Options extends object> extends MetricDefinition {
  /** Names of the options that pipeline.yaml may give it, and of those that it must. */
  options: (keyof Options & string)[];
  needs?: (keyof Options & string)[];
  /** @param name what its scores are called @param sandbox where there is one, to make functions of a pipeline's own code */
  create: (
    options: Options,
    name: string,
    sandbox?: Sandbox,
  ) => Pick<Metric, 'measure' | 'overall' | 'counting' | 'judged'>;
}

/** One whose number of all is the mean: it only needs to score an answer by the reference that suits it best. */
export const bestOf = (score: (answer: string, reference: string) => number): Pick<Metric, 'measure'> => ({
  measure: (answer, references) => ({ score: Math.max(...references.map((reference) => score(answer, reference))) }),
});

/** Statistics added up, place by place: those of a whole are the sum of those of its parts. */
export function summed(all: Statistics[]): number[] {
  const sum = all[0]!.map(() => 0);
  for (const statistics of all) for (let i = 0; i < sum.length; i++) sum[i]! += statistics[i] as number;
  return sum;
}
