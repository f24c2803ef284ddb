/** How good answers to requests of each kind are: by what held-out examples scored, or by what a category itself says. */
import { fillSlots, type SharedSql, type Statement } from '../statement';
import type { Score } from './harm';
import { signals, type Signal, type SignalName } from './signals';

/** Whose answers to held-out examples are read. */
export interface ScoredExamples {
  pipeline: string;
  run: string;
  /** As landfall.evaluations calls it. */
  subject: string;
  /** A metric of 0 to 1. */
  metric: string;
  sql: SharedSql;
  /** The table landfall.evaluations, as project.dataset.table. */
  evaluations: string;
  /** That of the training examples, which `neighbours` takes. */
  examples?: string;
}

/** Its rows are `Score`s; of a signal that held-out examples do not have, undefined. */
export function scoresStatement(
  name: SignalName,
  { sql, evaluations, examples = '', ...params }: ScoredExamples,
): Statement | undefined {
  const { file, scoredBy }: Signal = signals[name];
  if (!scoredBy) return undefined;
  const heldOut = fillSlots(sql, 'monitor/held-out.sql', { evaluations }).sql;
  const votes = fillSlots(sql, file, { votes: heldOut, examples }).sql;
  return { ...fillSlots(sql, 'monitor/scores.sql', { votes, evaluations, kind: scoredBy }), params };
}

/** Of a signal whose categories say it themselves; none of another. */
export function ownScores(name: SignalName): Score[] | undefined {
  const { worth }: Signal = signals[name];
  return (
    worth && Object.entries(worth).map(([category, mean]) => ({ kind: category, category, answers: certain, mean }))
  );
}

/** Answers after which nothing is in doubt. */
const certain = 1_000_000;
