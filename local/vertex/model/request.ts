/** What a tuning is asked for. */

export interface TuningRequest {
  /** The id of the base that is adapted. */
  base: string;
  trainingFile: string;
  validationFile?: string;
  /** The file of the adapter that it goes on from, of the same size; absent for one that is new. */
  initialAdapter?: string;
  /** Holds the state and the adapters; the same request with the same directory goes on where it stood. */
  directory: string;
  adapterSize: number;
  epochs: number;
  learningRateMultiplier: number;
  /** Examples are pairs of answers, and learnt is which is preferred: how closely the model keeps to the one it begins with. */
  beta?: number;
  seed: number;
  /** Cores to use, 1 if absent: the adapter is the same, bit by bit, on any number of them. */
  workers?: number;
}

/** What its files hold. */
export const formOf = ({ beta }: TuningRequest): 'single' | 'pairs' => (beta === undefined ? 'single' : 'pairs');
