/** What every tuning job on Vertex AI is asked for, whatever it learns: the model that it begins with, its files, its adapter. */
import type { protos } from '@google-cloud/aiplatform';
import type { TuningFiles, TuningSettings } from '../provider';

export type ApiJob = protos.google.cloud.aiplatform.v1.ITuningJob;
type Literal = keyof typeof protos.google.cloud.aiplatform.v1.SupervisedHyperParameters.AdapterSize;

export const adapterSizes: Record<number, Literal | undefined> = {
  1: 'ADAPTER_SIZE_ONE',
  2: 'ADAPTER_SIZE_TWO',
  4: 'ADAPTER_SIZE_FOUR',
  8: 'ADAPTER_SIZE_EIGHT',
  16: 'ADAPTER_SIZE_SIXTEEN',
  32: 'ADAPTER_SIZE_THIRTY_TWO',
} as const;

export const sourceOf = ({ base, continues }: Pick<TuningSettings, 'base' | 'continues'>): ApiJob =>
  continues ? { preTunedModel: preTuned(continues) } : { baseModel: base };

export const datasetsOf = ({ trainUri, validationUri }: TuningFiles) => ({
  trainingDatasetUri: trainUri,
  ...(validationUri && { validationDatasetUri: validationUri }),
});

const preTuned = ({ model, checkpoint }: NonNullable<TuningSettings['continues']>) => ({
  tunedModelName: model,
  ...(checkpoint !== undefined && { checkpointId: checkpoint }),
});
