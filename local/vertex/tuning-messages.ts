/** What the cloud and a training process tell each other over IPC. */

/** Sent once to a fresh process. Sent again with the same content, it goes on where the last process stopped. */
export interface TuneRequest {
  trainingFile: string;
  validationFile?: string;
  directory: string;
  adapterSize: number;
  epochs: number;
  learningRateMultiplier: number;
  seed: number;
}

export interface TuneProgress {
  type: 'progress';
  step: number;
  totalSteps: number;
  epoch: number;
  loss: number;
  secondsLeft: number;
}

export interface TuneCheckpoint {
  type: 'checkpoint';
  epoch: number;
  step: number;
  adapterFile: string;
  trainingLoss: number;
  validationLoss?: number;
}

/** Said by a process that goes on: the loss of every step before the stop, since the last may not have been heard. */
export interface TuneResumed {
  type: 'resumed';
  stepsPerEpoch: number;
  losses: number[];
}

export type TuneMessage =
  | TuneProgress
  | TuneCheckpoint
  | TuneResumed
  | { type: 'done'; adapterFile: string }
  | { type: 'failed'; message: string };
