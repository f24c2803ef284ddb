/** Tuning a model with open weights: what it asks for, and what of it Gemini has no use for. */
import { readGsUri } from '../../core/gs-uri';
import { invalidField, RpcError } from '../rpc/errors';
import type { BaseModel } from './context';
import type { TuningJob } from './resources';

/**
 * An open model leaves its weights in a bucket, at a rate of its own: the service was seen to refuse a multiplier
 * (docs of a user of google/gemma4@gemma-4-e2b-it, August 2026).
 * @throws RpcError INVALID_ARGUMENT
 */
export function checkOpenTuning({ id, openWeights }: BaseModel, job: TuningJob): void {
  const { supervisedTuningSpec: spec, outputUri, customBaseModel } = job;
  const { learningRateMultiplier = 0, learningRate = 0, batchSize = '0' } = spec?.hyperParameters ?? {};
  if (customBaseModel)
    throw invalidField('tuning_job.custom_base_model', 'the local Vertex AI has no weights but its own.');
  if (learningRate !== 0 || Number(batchSize) !== 0)
    throw invalidField(
      'tuning_job.supervised_tuning_spec.hyper_parameters',
      'the local model has a rate and a batch of its own.',
    );
  if (!openWeights) {
    if (outputUri) throw invalidField('tuning_job.output_uri', `is for open source models alone, and ${id} is none.`);
    return;
  }
  if (!outputUri) throw new RpcError('INVALID_ARGUMENT', 'The output_uri field is required for this model.');
  if (!readGsUri(outputUri)?.bucket) throw invalidField('tuning_job.output_uri', `"${outputUri}" is no gs:// folder.`);
  if (learningRateMultiplier !== 0)
    throw new RpcError(
      'INVALID_ARGUMENT',
      `Learning rate multiplier is not supported for base model ${openWeights.publisherModel}.`,
    );
  if (spec?.tuningMode === 'TUNING_MODE_FULL')
    throw invalidField('tuning_job.supervised_tuning_spec.tuning_mode', `${id} is tuned by adapters alone.`);
}
