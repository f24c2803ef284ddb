/**
 * Direct preference optimization (Rafailov et al. 2023, arXiv 2305.18290, equation 7): how much likelier the preferred of two
 * answers has become than the rejected one, since the model that tuning began with.
 */
import type { Objective } from './transformer';

/** By how much a pair's preferred answer is likelier than its rejected one, in nats, of the losses of the two. */
export const marginOf = ([preferred, rejected]: number[]): number => rejected! - preferred!;

/**
 * −log σ(β (margin − reference)) on average over pairs of sequences, the preferred one of each first.
 * @param references what each pair's margin was at the beginning
 */
export const preferenceObjective =
  (beta: number, references: ArrayLike<number>): Objective =>
  (losses) => {
    const pairs = losses.length / 2;
    const gains = Array.from(
      { length: pairs },
      (_, pair) => beta * (marginOf(losses.slice(2 * pair, 2 * pair + 2)) - references[pair]!),
    );
    const slopes = gains.map((gain) => beta / (1 + Math.exp(gain)) / pairs);
    return {
      loss: gains.reduce((sum, gain) => sum + softplus(-gain), 0) / pairs,
      slopes: slopes.flatMap((slope) => [slope, -slope]),
    };
  };

/** log(1 + eˣ), which no x is too large for. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
