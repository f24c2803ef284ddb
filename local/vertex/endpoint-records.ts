/** What is kept of endpoints: the models deployed there and the split of traffic; each model's record names its endpoints too. */
import { createHash } from 'node:crypto';
import { now, type VertexContext } from './context';
import { invalidField, RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { checkName } from './names';
import type { DeployedModel, Endpoint, StoredModel } from './resources';

/** Percentages by deployed model id: empty, or adding up to 100. */
export type TrafficSplit = Record<string, number>;

/** @throws RpcError NOT_FOUND */
export function findEndpoint(context: VertexContext, name: string, field = 'name'): Endpoint {
  const endpoint = context.endpoints.get(checkName(name, 'endpoints', field));
  if (!endpoint) throw notFound(`Endpoint ${name}`);
  return endpoint;
}

export function newEndpoint(context: VertexContext, name: string, given: Partial<Endpoint>): Endpoint {
  const time = now(context);
  const { displayName = '', description, labels, dedicatedEndpointDns } = given;
  return withEtag({
    name,
    displayName,
    ...(description !== undefined && { description }),
    deployedModels: [],
    trafficSplit: {},
    ...(labels && { labels }),
    ...(dedicatedEndpointDns !== undefined && { dedicatedEndpointEnabled: true, dedicatedEndpointDns }),
    etag: '',
    createTime: time,
    updateTime: time,
  });
}

/** Puts a checkpoint of a model behind an endpoint, on both records. Call it within a transaction. */
export function deploy(
  context: VertexContext,
  endpoint: Endpoint,
  stored: StoredModel,
  deployed: DeployedModel,
  split: TrafficSplit,
): Endpoint {
  const { id, checkpointId } = deployed;
  const changed = save(context, {
    ...endpoint,
    deployedModels: [...endpoint.deployedModels, deployed],
    trafficSplit: split,
  });
  const current = context.tunedModels.get(stored.resource.name) ?? stored;
  const reference = { endpoint: endpoint.name, deployedModelId: id, ...(checkpointId && { checkpointId }) };
  const resource = { ...current.resource, deployedModels: [...current.resource.deployedModels, reference] };
  context.tunedModels.put(resource.name, { ...current, resource });
  return changed;
}

/**
 * As UndeployModelRequest.traffic_split says: the last model leaves an empty split, any other must have lost its traffic. Call it
 * within a transaction.
 * @throws RpcError NOT_FOUND, FAILED_PRECONDITION
 */
export function undeploy(context: VertexContext, endpoint: Endpoint, id: string, trafficSplit: TrafficSplit): void {
  const leaving = endpoint.deployedModels.find((deployed) => deployed.id === id);
  if (!leaving) throw notFound(`DeployedModel ${id} of Endpoint ${endpoint.name}`);
  const staying = endpoint.deployedModels.filter((deployed) => deployed !== leaving);
  const given = Object.keys(trafficSplit).length > 0 ? trafficSplit : endpoint.trafficSplit;
  if (staying.length > 0 && (given[id] ?? 0) > 0) {
    throw new RpcError(
      'FAILED_PRECONDITION',
      `DeployedModel ${id} still has ${given[id]} % of the traffic of ${endpoint.name}.`,
    );
  }
  const { [id]: _, ...split } = given;
  if (staying.length > 0) checkSplit(split, staying);
  save(context, { ...endpoint, deployedModels: staying, trafficSplit: staying.length > 0 ? split : {} });
  const stored = context.tunedModels.get(leaving.model.split('@')[0]!);
  if (!stored) return;
  const deployedModels = stored.resource.deployedModels.filter(
    (deployed) => deployed.deployedModelId !== id || deployed.endpoint !== endpoint.name,
  );
  context.tunedModels.put(stored.resource.name, { ...stored, resource: { ...stored.resource, deployedModels } });
}

/** @throws RpcError INVALID_ARGUMENT */
export function checkSplit(split: TrafficSplit, deployed: DeployedModel[]): void {
  const shares = Object.entries(split);
  const stranger = shares.find(([id]) => !deployed.some((model) => model.id === id));
  if (stranger) throw invalidField('traffic_split', `no deployed model has the id ${stranger[0]}.`);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (shares.length > 0 && sum !== 100) throw invalidField('traffic_split', `the shares add up to ${sum}, not to 100.`);
}

/** Writes an endpoint under a new update time and etag. */
export function save(context: VertexContext, endpoint: Endpoint): Endpoint {
  const changed = withEtag({ ...endpoint, updateTime: now(context) });
  context.endpoints.put(changed.name, changed);
  return changed;
}

/** The etag is a digest of what it guards. */
function withEtag(endpoint: Endpoint): Endpoint {
  const { etag: _, ...content } = endpoint;
  return { ...endpoint, etag: createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16) };
}
