/** Reads a request to create a tuning job: what the local model can do, and what it must refuse. */
import { readGsUri } from '../../core/gs-uri';
import { createHash } from 'node:crypto';
import { findOpen, isOpen } from './base-models';
import type { BaseModel, VertexContext } from './context';
import { invalidField, RpcError } from '../rpc/errors';
import { publisherModelId } from './names';
import { checkOpenTuning } from './open-tuning';
import type { TuningJob } from './resources';

/** What Vertex AI leaves to the service. */
const defaults = { epochs: 3, adapterSize: 4, learningRateMultiplier: 1 };
const adapterSizes: Record<string, number> = {
  ADAPTER_SIZE_UNSPECIFIED: defaults.adapterSize,
  ADAPTER_SIZE_ONE: 1,
  ADAPTER_SIZE_TWO: 2,
  ADAPTER_SIZE_FOUR: 4,
  ADAPTER_SIZE_EIGHT: 8,
  ADAPTER_SIZE_SIXTEEN: 16,
  ADAPTER_SIZE_THIRTY_TWO: 32,
};

export interface DatasetUri {
  uri: string;
  bucket: string;
  name: string;
  /** The request's field that names it. */
  field: string;
}

export interface TuningPlan {
  baseModel: string;
  training: DatasetUri;
  validation?: DatasetUri;
  epochs: number;
  adapterSize: number;
  learningRateMultiplier: number;
  /** The same request trains the same adapter, bit by bit. */
  seed: number;
}

/** @throws RpcError INVALID_ARGUMENT that names the field, NOT_FOUND for a base model that the catalog does not list. */
export function planTuning(
  context: Pick<VertexContext, 'models' | 'clock'>,
  parent: string,
  job: TuningJob,
): TuningPlan {
  if (job.preTunedModel) throw invalidField('tuning_job.pre_tuned_model', 'is not offered by the local Vertex AI.');
  if (!job.baseModel) throw invalidField('tuning_job.base_model', 'Required field is not set.');
  const spec = job.supervisedTuningSpec;
  if (!spec) throw invalidField('tuning_job.supervised_tuning_spec', 'Required field is not set.');
  const path = 'tuning_job.supervised_tuning_spec';
  if (spec.evaluationConfig) throw invalidField(`${path}.evaluation_config`, 'is not offered by the local Vertex AI.');
  const { hyperParameters = {}, validationDatasetUri } = spec;
  const parameters = `${path}.hyper_parameters`;
  const model = findTunable(context, job.baseModel, parent);
  checkOpenTuning(model, job);
  const adapterSize = adapterSizes[hyperParameters.adapterSize ?? 'ADAPTER_SIZE_UNSPECIFIED'];
  if (!adapterSize || !model.adapterSizes.includes(adapterSize)) {
    throw invalidField(`${parameters}.adapter_size`, `${hyperParameters.adapterSize} is not offered for ${model.id}.`);
  }
  const epochs = Number(hyperParameters.epochCount ?? 0) || defaults.epochs;
  if (epochs < 1 || epochs > 100)
    throw invalidField(`${parameters}.epoch_count`, `${epochs} is not between 1 and 100.`);
  const learningRateMultiplier = hyperParameters.learningRateMultiplier || defaults.learningRateMultiplier;
  if (!(learningRateMultiplier > 0 && learningRateMultiplier <= 10)) {
    throw invalidField(`${parameters}.learning_rate_multiplier`, `${learningRateMultiplier} is not between 0 and 10.`);
  }
  const plan = {
    baseModel: model.openWeights?.publisherModel ?? model.id,
    training: readUri(spec.trainingDatasetUri, `${path}.training_dataset_uri`),
    ...(validationDatasetUri && { validation: readUri(validationDatasetUri, `${path}.validation_dataset_uri`) }),
    epochs,
    adapterSize,
    learningRateMultiplier,
  };
  return { ...plan, seed: createHash('sha256').update(JSON.stringify(plan)).digest().readInt32BE() & 0x7fffffff };
}

function findTunable(context: Pick<VertexContext, 'models' | 'clock'>, name: string, parent: string): BaseModel {
  const model = findOpen(context, name) ?? findGemini(context, name);
  const { id } = model;
  if (!model.tunable) throw invalidField('tuning_job.base_model', `${id} does not support supervised tuning.`);
  const region = parent.split('/').at(-1)!;
  if (!model.tuningRegions.includes(region)) {
    throw invalidField('parent', `${id} can be tuned in ${model.tuningRegions.join(', ')}, not in ${region}.`);
  }
  if (!isOpen(context, model, 'tuning', region)) {
    throw invalidField('tuning_job.base_model', `${id} is no longer available for supervised tuning.`);
  }
  return model;
}

/** Of names with a version those of open models are left, whose family and version must be right. */
function findGemini({ models }: Pick<VertexContext, 'models'>, name: string): BaseModel {
  if (name.includes('@'))
    throw new RpcError('INVALID_ARGUMENT', `Invalid open source publisher model resource name: ${name}`);
  const id = publisherModelId(name);
  const model = models.find((known) => known.id === id && !known.openWeights);
  if (!model) throw new RpcError('NOT_FOUND', `Base model ${name} is not found.`);
  return model;
}

function readUri(uri: string, field: string): DatasetUri {
  const found = readGsUri(uri);
  if (!found?.name) throw invalidField(field, `"${uri}" is not of the form gs://BUCKET/OBJECT.`);
  return { uri, ...found, field };
}
