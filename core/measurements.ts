/** What answers come to besides how good they are: what each number is called, and how it is read and written. */
import { percent, thousands } from './wording';

interface MeasurementDefinition {
  title: string;
  /** As it is written, with its unit. @param unit of a price its currency */
  write: (value: number, unit?: string) => string;
}

const share = (value: number) => percent(Number(value.toFixed(3)));
const seconds = (value: number) => `${Number(value.toPrecision(2))} s`;
const tokens = (value: number) => thousands(Math.round(value));

/** In the order in which they are told. Shares are of the answers that could be asked for. */
export const measurements = {
  /** Answers that the provider withheld, or whose question it did. */
  blocked: { title: 'blocked', write: share },
  /** Answers without a word. */
  empty: { title: 'empty', write: share },
  /** From the question to the whole answer, in the median. */
  medianSeconds: { title: 'seconds, median', write: seconds },
  /** In the slowest of twenty. */
  latencySeconds: { title: 'seconds, p95', write: seconds },
  /** Of a question, on average. */
  inputTokens: { title: 'tokens in', write: tokens },
  /** Of an answer, its thoughts included. */
  outputTokens: { title: 'tokens out', write: tokens },
  /** A thousand such questions and answers, at the prices that the run is frozen with. */
  pricePer1000: {
    title: 'price per 1,000',
    write: (value: number, unit = 'USD') => {
      const amount = Number(value.toPrecision(3));
      return unit === 'USD' ? `$${amount}` : `${amount} ${unit}`;
    },
  },
} satisfies Record<string, MeasurementDefinition>;

export type MeasurementName = keyof typeof measurements;

/** The confidence of what a measurement is at least and at most. */
export const measurementConfidence = 0.95;

export const writeMeasurement = (name: MeasurementName, value: number, unit?: string): string =>
  (measurements[name] as MeasurementDefinition).write(value, unit);
