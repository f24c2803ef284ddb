/** What is remembered of a tuning job: enough to go on after a kill at any moment. */
import { join } from 'node:path';
import { adapterFiles } from './model/names';
import type { PreferenceOptimizationSpec, SupervisedTuningSpec, TuningJob } from './resources';

export interface Checkpoint {
  epoch: number;
  step: number;
  adapterFile: string;
  trainingLoss: number;
  validationLoss?: number;
}

export interface StoredJob {
  resource: TuningJob;
  seed: number;
  adapterSize: number;
  epochs: number;
  learningRateMultiplier: number;
  /** Of a job that learns preferences. */
  beta?: number;
  /** It goes on from a tuned model, whose adapter was kept beside its datasets. */
  isContinued?: boolean;
  hasValidation: boolean;
  /** How often the training process was started and died without a word. */
  crashes: number;
  checkpoints: Checkpoint[];
}

/** The base model that it adapts, also where it goes on from a tuned one. */
export const tunedOn = ({ baseModel, preTunedModel }: Pick<TuningJob, 'baseModel' | 'preTunedModel'>): string =>
  baseModel ?? preTunedModel!.baseModel!;

/** What it was asked for. */
export const specOf = ({
  supervisedTuningSpec,
  preferenceOptimizationSpec,
}: TuningJob): SupervisedTuningSpec | PreferenceOptimizationSpec => supervisedTuningSpec ?? preferenceOptimizationSpec!;

export const isUnfinished = ({ resource }: StoredJob): boolean =>
  ['JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_CANCELLING'].includes(resource.state);

/** Where a job's datasets, adapters, metrics and the state of its training lie. */
export function jobFiles(directory: string, name: string) {
  const folder = join(directory, 'tuning-jobs', name.split('/').at(-1)!);
  return {
    folder,
    training: join(folder, 'training.jsonl'),
    validation: join(folder, 'validation.jsonl'),
    /** The adapter that it goes on from. */
    initial: join(folder, 'initial', adapterFiles.weights),
    /** One JSON object a training step: {step, epoch, loss, at}. */
    metrics: join(folder, 'metrics.jsonl'),
  };
}
