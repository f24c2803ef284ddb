/** The statement that reads the votes of a signal from the predictions, and its rows as votes. */
import { fillSlots, type SharedSql, type Statement } from '../statement';
import { rangeOf } from './ranges';
import type { Vote } from './signal';
import { signals, type SignalName } from './signals';

export interface Reading {
  pipeline: string;
  /** Files of sql/. */
  sql: SharedSql;
  /** The name of a table of the history, as project.dataset.table. */
  tableOf: (table: 'predictions' | 'ratings') => string;
  /** The time that is read, as ISO 8601: whole hours, since a source has one vote in each. `until` is none of it. */
  from: string;
  until: string;
  /** Of a million tokens; without them there is no signal `price`. */
  prices?: { input: number; output: number };
  /** The table of the training examples, as project.dataset.table; without them there is no signal `neighbours`. */
  examples?: string;
}

/** Whether a signal can be read by what is known. */
export const isReadable = (name: SignalName, { prices, examples }: Pick<Reading, 'prices' | 'examples'>): boolean =>
  (name !== 'price' || prices !== undefined) && (name !== 'neighbours' || examples !== undefined);

/** Of the category of a vote either the name is known or what is measured of it. */
export interface VoteRow {
  /** Of the answer. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  category?: string;
  measure?: number;
}

/**
 * Its rows are `VoteRow`s in the order of their time.
 * @throws PermanentError when the configuration is of a Landfall that did not watch
 */
export function votesStatement(
  name: SignalName,
  { pipeline, sql, tableOf, from, until, prices, examples }: Reading,
): Statement {
  const tables = { predictions: tableOf('predictions'), ratings: tableOf('ratings') };
  const votes = fillSlots(sql, 'monitor/votes.sql', tables).sql;
  return {
    ...fillSlots(sql, signals[name].file, { ...tables, votes, ...(examples !== undefined && { examples }) }),
    params: {
      pipeline,
      from,
      until,
      // Whole numbers among fractions would be another type.
      ...(name === 'price' && prices && { input_price: String(prices.input), output_price: String(prices.output) }),
    },
  };
}

export const votesOf = (rows: readonly VoteRow[]): Vote[] =>
  rows.map(({ at, category, measure }) => ({ at, category: category ?? rangeOf(measure ?? 0) }));
