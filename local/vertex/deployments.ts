/** Takes deployments to their end, each after its time, and goes on with them after a restart. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGsUri } from '../../core/gs-uri';
import { findOpen } from './base-models';
import { now, type VertexContext } from './context';
import { deploy, type TrafficSplit } from './endpoint-records';
import { invalidField } from '../rpc/errors';
import { toVertexError } from './errors';
import type { Deployments } from './model-garden';
import { adapterFiles } from './model/names';
import { newId } from './names';
import type { Objects } from './objects';
import { weightFiles } from './open-weights';
import { endOperation } from './operations';
import type { StoredModel } from './resources';
import type { StoredDeployment } from './stored-deployment';

/** Unfinished ones of an earlier process are taken up at once. @param takes milliseconds of each */
export function createDeployments(
  context: VertexContext,
  objects: Objects,
  takes: number,
): Deployments & { close(): void } {
  const timers = new Set<NodeJS.Timeout>();
  const begin = (deployment: StoredDeployment): void => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void finish(context, objects, deployment);
      },
      Math.max(0, deployment.readyAt - context.clock.now()),
    ).unref();
    timers.add(timer);
  };
  for (const { value } of context.deployments.entries()) begin(value);
  return {
    takes,
    begin,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Weights that are none leave the endpoint as it is, with nothing on it. */
async function finish(context: VertexContext, objects: Objects, deployment: StoredDeployment): Promise<void> {
  const { endpoint: name, operation, model, response } = deployment;
  const outcome = await modelOf(context, objects, deployment).catch((error: unknown) => toVertexError(error));
  context.state.transaction(() => {
    context.deployments.remove(name);
    if (outcome instanceof Error) return void endOperation(context, operation, { error: outcome.toStatus() });
    context.tunedModels.put(model, outcome);
    const { id, displayName, resources } = deployment;
    const deployed = {
      id,
      model: `${model}@1`,
      modelVersionId: '1',
      displayName,
      createTime: now(context),
      ...(resources && { dedicatedResources: resources }),
    };
    const all: TrafficSplit = { [id]: 100 };
    deploy(context, context.endpoints.get(name)!, outcome, deployed, all);
    endOperation(context, operation, { response: { '@type': response, endpoint: name, model } });
  });
}

/** @throws RpcError INVALID_ARGUMENT for a folder that does not hold the weights of a model */
async function modelOf(
  context: VertexContext,
  objects: Objects,
  { model: name, displayName, weights }: StoredDeployment,
): Promise<StoredModel> {
  const { bucket, name: folder } = parseGsUri(weights);
  const fileOf = async (file: string): Promise<string | undefined> =>
    objects.onePath(bucket, `${folder}/${file}`).catch(() => undefined);
  const [config, adapter, adapterConfig] = await Promise.all(Object.values(weightFiles).map(fileOf));
  if (!config || !adapter) throw invalidField('custom_model.gcs_uri', `${weights} holds no weights of a model.`);
  const { _name_or_path: base = '' } = JSON.parse(readFileSync(config, 'utf8')) as { _name_or_path?: string };
  if (!findOpen(context, base))
    throw invalidField('custom_model.gcs_uri', `${weights} is of ${base}, which cannot be served.`);
  const own = join('deployed-weights', name.split('/').at(-1)!);
  mkdirSync(join(context.directory, own), { recursive: true });
  const file = join(own, adapterFiles.weights);
  copyFileSync(adapter, join(context.directory, file));
  if (adapterConfig) copyFileSync(adapterConfig, join(context.directory, own, adapterFiles.config));
  const time = now(context);
  return {
    resource: {
      name,
      versionId: '1',
      versionAliases: ['default'],
      versionCreateTime: time,
      versionUpdateTime: time,
      displayName,
      defaultCheckpointId: '1',
      checkpoints: [],
      deployedModels: [],
      modelSourceInfo: { sourceType: 'MODEL_GARDEN', copy: false },
      baseModelSource: { modelGardenSource: { publicModelName: `publishers/${base.replace('/', '/models/')}` } },
      artifactUri: weights,
      etag: newId(),
      createTime: time,
      updateTime: time,
    },
    baseModel: base,
    adapters: { '1': file },
  };
}
