/** What a model's answers come to besides how good they are: how many were blocked or empty, how long they took, what they cost. */
import type { AnswerPrice } from '../../catalog/prices';
import { answerPrice, isBilledByToken } from '../../core/price';
import { measurementConfidence, type MeasurementName } from '../../core/measurements';
import { studentQuantile } from '../../core/verdict/distributions';
import { quantileInterval, shareInterval } from '../../core/verdict/share-interval';
import type { Measurement } from '../../schemas/generated/types';
import type { MeasuredAnswer } from '../shared/evaluation/recorded-answers';
import { mean } from './confidence';

type Measurements = Partial<Record<MeasurementName, Measurement>>;

const slow = 0.95;

/**
 * Of the answers that could be asked for. What was not recorded of them is not measured: seconds and tokens of older releases, and the
 * price where none is known, or none of an answer is.
 */
export function measurementsOf(
  answers: MeasuredAnswer[],
  { price, isTuned }: { price?: AnswerPrice; isTuned: boolean },
): Measurements {
  const asked = answers.filter(({ outcome }) => outcome !== 'rejected');
  const n = asked.length;
  if (n === 0) return {};
  const timed = asked.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs / 1000]));
  const used = asked.flatMap(({ usage }) => usage ?? []);
  return {
    blocked: shareOf(asked.filter(({ outcome }) => outcome === 'blocked').length, n),
    empty: shareOf(asked.filter(({ outcome }) => outcome === 'empty').length, n),
    ...(timed.length === n && {
      medianSeconds: quantileOf(timed, 0.5),
      latencySeconds: quantileOf(timed, slow),
    }),
    ...(used.length === n && {
      inputTokens: { value: mean(used.map(({ inputTokens }) => inputTokens)) },
      outputTokens: { value: mean(used.map(({ outputTokens }) => outputTokens)) },
      ...(price &&
        isBilledByToken(price, isTuned) && {
          pricePer1000: {
            ...meanOf(used.map((usage) => 1000 * answerPrice(usage, price, isTuned))),
            unit: price.currency,
          },
        }),
    }),
  };
}

function shareOf(count: number, n: number): Measurement {
  const [atLeast, atMost] = shareInterval(count, n, measurementConfidence);
  return { value: count / n, atLeast, atMost };
}

/** The value that so many answers do not pass: the nearest rank. */
function quantileOf(values: number[], share: number): Measurement {
  const ordered = values.toSorted((a, b) => a - b);
  const [low, atMost] = quantileInterval(ordered, share, measurementConfidence);
  const value = ordered[Math.ceil(share * ordered.length) - 1]!;
  return { value, atLeast: Math.max(0, low), ...(atMost !== undefined && { atMost }) };
}

/** By Student's t: what an answer costs is not far from even. */
function meanOf(values: number[]): Measurement {
  const value = mean(values);
  const n = values.length;
  if (n < 2) return { value };
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (n - 1));
  const spread = (studentQuantile((1 + measurementConfidence) / 2, n - 1) * deviation) / Math.sqrt(n);
  return { value, atLeast: Math.max(0, value - spread), atMost: value + spread };
}
