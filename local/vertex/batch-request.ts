/** Reads a request to create a batch prediction job: who answers, from which file, and whereto; and a no to what Vertex AI refuses. */
import { join } from 'node:path';
import { readGsUri } from '../../core/gs-uri';
import { locationIn } from '../../core/vertex-locations';
import { invalidField, RpcError } from '../rpc/errors';
import { checkTunedStillServed, findBase, findServed } from './base-models';
import type { VertexContext } from './context';
import { findModel } from './models';
import type { BatchPredictionJob } from './resources';
import type { ServedModel } from './served-model';

interface Place {
  bucket: string;
  name: string;
}

/** @throws RpcError INVALID_ARGUMENT that names the field, and what `findBatchModel` throws */
export function planBatch(context: VertexContext, parent: string, job: BatchPredictionJob) {
  const { inputConfig, outputConfig, model } = job;
  if (!model) throw invalidField('batch_prediction_job.model', 'Required field is not set.');
  const path = 'batch_prediction_job';
  if (inputConfig.instancesFormat !== 'jsonl')
    throw invalidField(`${path}.input_config.instances_format`, 'the local Vertex AI reads jsonl alone.');
  if (outputConfig.predictionsFormat !== 'jsonl')
    throw invalidField(`${path}.output_config.predictions_format`, 'the local Vertex AI writes jsonl alone.');
  const [uri, ...others] = inputConfig.gcsSource?.uris ?? [];
  if (!uri || others.length > 0)
    throw invalidField(`${path}.input_config.gcs_source.uris`, 'Gemini models read one file.');
  const prefix = outputConfig.gcsDestination?.outputUriPrefix ?? '';
  readPlace(uri, `${path}.input_config.gcs_source.uris`);
  readPlace(prefix, `${path}.output_config.gcs_destination.output_uri_prefix`, true);
  findBatchModel(context, parent, model);
}

export function readPlace(uri: string, field: string, isPrefix = false): Place {
  const place = readGsUri(isPrefix ? `${uri.replace(/\/+$/, '')}/x` : uri);
  if (!place) throw invalidField(field, `"${uri}" is not of the form gs://BUCKET/NAME.`);
  return isPrefix ? { ...place, name: place.name.slice(0, -1) } : place;
}

/**
 * A base model as `publishers/google/models/ID`, in the location of the job, or a tuned one by its own name.
 * @throws RpcError NOT_FOUND; INVALID_ARGUMENT for one that answers no batch: a base in the service's own words
 * (googleapis/python-genai issue 704), a tuned one in those of its documentation
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/capabilities/batch-inference, read on 2026-11-28)
 */
export function findBatchModel(context: VertexContext, parent: string, name: string): ServedModel {
  if (name.includes('publishers/')) {
    const [short] = /publishers\/.*$/.exec(name)!;
    const base = findServed(context, `${parent}/${short}`);
    if (!base.batchPrediction.includes('base'))
      throw new RpcError('INVALID_ARGUMENT', `Do not support publisher model ${base.id}`);
    return { modelVersion: base.id, base };
  }
  const { resource, baseModel, adapters } = findModel(context, name, 'batch_prediction_job.model');
  const base = findBase(context, baseModel);
  if (locationIn(parent) === 'global')
    throw new RpcError(
      'INVALID_ARGUMENT',
      "Batch inference doesn't support the global endpoint for tuned Gemini models.",
    );
  if (locationIn(parent) !== locationIn(name))
    throw invalidField('batch_prediction_job.model', `${name} is not in ${locationIn(parent)}.`);
  if (!base.batchPrediction.includes('tuned'))
    throw new RpcError('INVALID_ARGUMENT', 'Batch inference is not supported for tuned Gemini 3 and higher models.');
  checkTunedStillServed(context, base, resource.name);
  const file = adapters[resource.defaultCheckpointId]!;
  return { modelVersion: `${resource.name}@${resource.versionId}`, base, adapterFile: join(context.directory, file) };
}
