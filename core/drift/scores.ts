/** How good answers of each category are: by what held-out examples scored, or by what the category itself says. */
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
}

/** Its rows are `ScoreRow`s; of a signal that held-out examples do not have, undefined. */
export function scoresStatement(
  name: SignalName,
  { sql, evaluations, ...params }: ScoredExamples,
): Statement | undefined {
  const { file, isScored }: Signal = signals[name];
  if (!isScored) return undefined;
  const heldOut = fillSlots(sql, 'monitor/held-out.sql', { evaluations }).sql;
  const votes = fillSlots(sql, file, { votes: heldOut }).sql;
  return { ...fillSlots(sql, 'monitor/scores.sql', { votes, evaluations }), params };
}

export interface ScoreRow extends Score {
  category: string;
}

/** By category, as `harmsOf` takes them. */
export const scoresByCategory = (rows: readonly ScoreRow[]): Record<string, Score> =>
  Object.fromEntries(rows.map(({ category, answers, mean }) => [category, { answers, mean }]));

/** Of a signal whose categories say it themselves; none of another. */
export function ownScores(name: SignalName): Record<string, Score> | undefined {
  const { worth }: Signal = signals[name];
  return (
    worth && Object.fromEntries(Object.entries(worth).map(([category, mean]) => [category, { answers: certain, mean }]))
  );
}

/** Answers after which nothing is in doubt. */
const certain = 1_000_000;
