/** What of a measure is too much, as the conditions have it: lines for whoever draws the measure. */
import { alertConditions, type AlertMeasure } from './conditions';

export interface Threshold {
  /** Of what is looked at, 0 to 1. */
  share: number;
  /** Minutes for which it has to be so. */
  window: number;
}

/** The one that is reached first comes last. */
export const thresholdsOf = (measure: AlertMeasure): Threshold[] =>
  alertConditions
    .filter((condition) => condition.measure === measure)
    .flatMap(({ looks }) => looks.map(({ share, window }) => ({ share, window })));

/** Milliseconds beyond which an answer is slow, as sql/history/signals.sql has it; 5 % of answers may be. */
export const slowAnswer = 20_000;
