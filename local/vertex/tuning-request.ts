/** Reads a request to create a tuning job: what the local model can do, and what it must refuse. */
import { readGsUri } from '../../core/gs-uri';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOpen, isOpen } from './base-models';
import type { BaseModel, VertexContext } from './context';
import { invalidField, RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { adapterFiles } from './model/names';
import { findModel } from './models';
import { publisherModelId } from './names';
import { checkOpenTuning } from './open-tuning';
import type { TuningJob } from './resources';

/** What Vertex AI leaves to the service. */
const defaults = { epochs: 3, adapterSize: 4, learningRateMultiplier: 1, beta: 0.1 };
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
  /** What the job is a tuning of, as it is told. */
  source: Pick<TuningJob, 'baseModel' | 'preTunedModel'>;
  /** The file of the adapter that it goes on from. */
  initialAdapter?: string;
  training: DatasetUri;
  validation?: DatasetUri;
  epochs: number;
  adapterSize: number;
  learningRateMultiplier: number;
  /** Of preferences. */
  beta?: number;
  /** The same request trains the same adapter, bit by bit. */
  seed: number;
}

/** @throws RpcError INVALID_ARGUMENT that names the field, NOT_FOUND for a base model that the catalog does not list. */
export function planTuning(context: VertexContext, parent: string, job: TuningJob): TuningPlan {
  const tuned = job.preTunedModel && findPreTuned(context, parent, job);
  const base = tuned?.baseModel ?? job.baseModel;
  if (!base) throw invalidField('tuning_job.base_model', 'Required field is not set.');
  const { supervisedTuningSpec, preferenceOptimizationSpec } = job;
  const spec = supervisedTuningSpec ?? preferenceOptimizationSpec;
  if (!spec) throw invalidField('tuning_job.supervised_tuning_spec', 'Required field is not set.');
  const path = supervisedTuningSpec ? 'tuning_job.supervised_tuning_spec' : 'tuning_job.preference_optimization_spec';
  if (supervisedTuningSpec?.evaluationConfig)
    throw invalidField(`${path}.evaluation_config`, 'is not offered by the local Vertex AI.');
  const { hyperParameters = {}, validationDatasetUri } = spec;
  const parameters = `${path}.hyper_parameters`;
  const model = findTunable(context, base, parent);
  const beta = preferenceOptimizationSpec && readBeta(preferenceOptimizationSpec, model, parameters);
  checkOpenTuning(model, job);
  if (tuned && !model.continuousTuning)
    throw invalidField('tuning_job.pre_tuned_model', `${model.id} does not support continuous tuning.`);
  const wanted = hyperParameters.adapterSize ?? 'ADAPTER_SIZE_UNSPECIFIED';
  const adapterSize = tuned && wanted === 'ADAPTER_SIZE_UNSPECIFIED' ? tuned.adapterSize : adapterSizes[wanted];
  if (tuned && adapterSize !== tuned.adapterSize) {
    const reason = `the local Vertex AI goes on from an adapter of size ${tuned.adapterSize} with that size alone.`;
    throw invalidField(`${parameters}.adapter_size`, reason);
  }
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
    source: tuned
      ? { preTunedModel: { ...job.preTunedModel!, baseModel: model.id } }
      : { baseModel: model.openWeights?.publisherModel ?? model.id },
    training: readUri(spec.trainingDatasetUri, `${path}.training_dataset_uri`),
    ...(validationDatasetUri && { validation: readUri(validationDatasetUri, `${path}.validation_dataset_uri`) }),
    epochs,
    adapterSize,
    learningRateMultiplier,
    ...(beta !== undefined && { beta }),
  };
  const { source, ...settings } = plan;
  const seeded = tuned ? plan : { baseModel: source.baseModel, ...settings };
  return {
    ...plan,
    ...(tuned && { initialAdapter: tuned.adapterFile }),
    seed: createHash('sha256').update(JSON.stringify(seeded)).digest().readInt32BE() & 0x7fffffff,
  };
}

/** @throws RpcError INVALID_ARGUMENT where the model learns no preferences, or from no such beta */
function readBeta(
  { hyperParameters }: NonNullable<TuningJob['preferenceOptimizationSpec']>,
  { id, preferenceTuning }: BaseModel,
  parameters: string,
): number {
  if (!preferenceTuning) throw invalidField('tuning_job.base_model', `${id} does not support preference tuning.`);
  const beta = hyperParameters?.beta || defaults.beta;
  if (!(beta > 0 && beta <= 1)) throw invalidField(`${parameters}.beta`, `${beta} is not between 0 and 1.`);
  return beta;
}

/** @throws RpcError NOT_FOUND for a model or a checkpoint that there is none of, INVALID_ARGUMENT for what is not offered here */
function findPreTuned(
  context: VertexContext,
  parent: string,
  { preTunedModel, tunedModelDisplayName }: TuningJob,
): { baseModel: string; adapterSize: number; adapterFile: string } {
  const { tunedModelName, checkpointId } = preTunedModel!;
  const field = 'tuning_job.pre_tuned_model';
  const { resource, baseModel, adapters } = findModel(context, tunedModelName, `${field}.tuned_model_name`);
  if (!resource.name.startsWith(`${parent}/`)) throw invalidField(field, `${tunedModelName} is not in ${parent}.`);
  if (tunedModelDisplayName === undefined || tunedModelDisplayName === resource.displayName) {
    const reason =
      'A new version of a model is not offered by the local Vertex AI: give the tuned model a name of its own.';
    throw invalidField('tuning_job.tuned_model_display_name', reason);
  }
  const id = checkpointId || resource.defaultCheckpointId;
  const file = adapters[id];
  if (!file) throw notFound(`Checkpoint ${id} of Model ${tunedModelName}`);
  const adapterFile = join(context.directory, file);
  const { r } = JSON.parse(readFileSync(join(dirname(adapterFile), adapterFiles.config), 'utf8')) as { r: number };
  return { baseModel, adapterSize: r, adapterFile };
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
