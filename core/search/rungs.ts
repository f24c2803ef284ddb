/** The rungs of a run's search by halving, and what is on record of one. */
import type { Configuration } from '../../schemas/generated/types';
import { tunedCandidates } from '../candidates';
import { rungsOf, type Rung } from './halving';

/** runs/PIPELINE/RUN/tune/rungs/N.json: how the tuning jobs of a rung have ended, and which of its candidates go on. */
export interface RungRecord {
  /** From 0. */
  rung: number;
  epochs: number;
  /** When it was decided, ISO 8601. */
  at: string;
  candidates: RungCandidate[];
  /** Ids, in the order of the pipeline. */
  promoted: string[];
}

export interface RungCandidate {
  candidate: string;
  /** Absent where the provider did not take it. */
  job?: string;
  state: 'succeeded' | 'failed' | 'cancelled';
  /** On the validation split at the end, as its provider measures it. */
  loss?: number;
  /** Why there is no loss. */
  error?: string;
}

/** A single one, of candidates with epochs of their own, where all are tuned in full; there undefined stands for epochs. */
export function searchOf(configuration: Pick<Configuration, 'candidates' | 'pipeline'>): (Rung | undefined)[] {
  const { strategy, halving } = configuration.pipeline.tuning;
  const tuned = tunedCandidates(configuration);
  if (strategy !== 'halving' || tuned.length === 0) return [undefined];
  // The compiler has seen to it that all have the same.
  return rungsOf(tuned.length, tuned[0]!.epochs, halving);
}
