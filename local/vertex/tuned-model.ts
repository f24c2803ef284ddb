/** What a finished job leaves behind: a model, and an endpoint for each of its checkpoints. */
import { relative } from 'node:path';
import { locationIn, nearestLocation } from '../../core/vertex-locations';
import { findBase } from './base-models';
import { now, type BaseModel, type VertexContext } from './context';
import { deploy, newEndpoint } from './endpoint-records';
import { locationOf, newId } from './names';
import type { StoredModel, TunedModelCheckpoint, TuningJob } from './resources';
import { specOf, tunedOn, type Checkpoint, type StoredJob } from './stored-job';

/** Vertex AI exports about one checkpoint an epoch, ten at most. */
const mostCheckpoints = 10;

/**
 * Registers the model and deploys its checkpoints; the last is the default one. Call it within the transaction that ends the job,
 * so that there is never a model without its job's word for it, nor two.
 */
export function registerTunedModel(context: VertexContext, job: StoredJob): NonNullable<TuningJob['tunedModel']> {
  const { resource } = job;
  const location = locationOf(resource.name);
  const serving = servingLocation(context, tunedOn(resource), location);
  const checkpoints = exportedCheckpoints(job);
  const stored = describeModel(context, job, `${location}/models/${newId()}`, checkpoints);
  context.tunedModels.put(stored.resource.name, stored);
  const version = `${stored.resource.name}@${stored.resource.versionId}`;

  const exported = checkpoints.map(({ epoch, step }, index): TunedModelCheckpoint => {
    const checkpointId = String(index + 1);
    const { displayName, labels } = stored.resource;
    const endpoint = newEndpoint(context, `${serving}/endpoints/${newId()}`, {
      displayName,
      ...(labels && { labels }),
    });
    const id = newId();
    const deployed = { id, model: version, modelVersionId: '1', displayName, checkpointId, createTime: now(context) };
    deploy(context, endpoint, stored, deployed, { [id]: 100 });
    return { checkpointId, epoch: String(epoch), step: String(step), endpoint: endpoint.name };
  });
  return {
    model: version,
    endpoint: exported.at(-1)!.endpoint,
    ...(!isLastOnly(job) && { checkpoints: exported }),
  };
}

/** An open model is registered where it was tuned, and deployed nowhere: that is for whoever has tuned it. */
export function registerOpenModel(context: VertexContext, job: StoredJob): NonNullable<TuningJob['tunedModel']> {
  const stored = describeModel(
    context,
    job,
    `${locationOf(job.resource.name)}/models/${newId()}`,
    exportedCheckpoints(job),
  );
  context.tunedModels.put(stored.resource.name, stored);
  const { name, versionId, checkpoints } = stored.resource;
  return { model: `${name}@${versionId}`, ...(!isLastOnly(job) && { checkpoints }) };
}

const isLastOnly = ({ resource }: StoredJob): boolean => specOf(resource).exportLastCheckpointOnly === true;

/** The last of them is what the job has come to. */
export const exportedCheckpoints = (job: StoredJob): Checkpoint[] =>
  isLastOnly(job) ? job.checkpoints.slice(-1) : thinOut(job.checkpoints);

/** The model stays where it was tuned; it answers in the nearest place where what is tuned on its base does. */
function servingLocation(context: VertexContext, baseModel: string, location: string): string {
  const region = locationIn(location)!;
  const { tunedServingLocations } = findBase(context, baseModel);
  return location.replace(/[^/]+$/, nearestLocation(tunedServingLocations, region) ?? region);
}

function describeModel(
  context: VertexContext,
  { resource }: StoredJob,
  name: string,
  checkpoints: Checkpoint[],
): StoredModel {
  const time = now(context);
  const jobId = resource.name.split('/').at(-1)!;
  const ids = checkpoints.map((_, index) => String(index + 1));
  const base = findBase(context, tunedOn(resource));
  return {
    resource: {
      name,
      versionId: '1',
      versionAliases: ['default'],
      versionCreateTime: time,
      versionUpdateTime: time,
      displayName: resource.tunedModelDisplayName ?? `tuned-${base.id}-${jobId}`,
      ...(resource.description && { description: resource.description }),
      // The labels by which Google's own clients find tuned models.
      labels: {
        ...resource.labels,
        'google-vertex-llm-tuning-base-model-id': base.id,
        'google-vertex-llm-tuning-job-id': jobId,
        // That of preferences is told nowhere; a client only asks whether there is one.
        'tune-type': resource.preferenceOptimizationSpec ? 'dpo' : 'sft',
      },
      defaultCheckpointId: ids.at(-1)!,
      checkpoints: checkpoints.map(({ epoch, step }, i) => ({
        checkpointId: ids[i]!,
        epoch: String(epoch),
        step: String(step),
      })),
      deployedModels: [],
      modelSourceInfo: { sourceType: 'GENIE', copy: false },
      baseModelSource: { genieSource: { baseModelUri: publisherName(base) } },
      etag: newId(),
      createTime: time,
      updateTime: time,
    },
    baseModel: tunedOn(resource),
    adapters: Object.fromEntries(
      checkpoints.map(({ adapterFile }, i) => [ids[i]!, relative(context.directory, adapterFile)]),
    ),
  };
}

/** publishers/PUBLISHER/models/MODEL */
const publisherName = ({ id, openWeights }: BaseModel): string =>
  `publishers/${(openWeights?.publisherModel ?? `google/${id}`).replace('/', '/models/')}`;

/** At most ten of many, evenly spaced, with the last always among them. */
function thinOut(checkpoints: Checkpoint[]): Checkpoint[] {
  if (checkpoints.length <= mostCheckpoints) return checkpoints;
  const step = checkpoints.length / mostCheckpoints;
  return Array.from({ length: mostCheckpoints }, (_, i) => checkpoints[Math.round((i + 1) * step) - 1]!);
}
