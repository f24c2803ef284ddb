/** Which weights answer behind a name: a base model, or one of the tuned models behind an endpoint. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Call } from '../rpc/api';
import type { VertexContext } from './context';
import { findEndpoint } from './endpoint-records';
import { RpcError } from '../rpc/errors';
import { findModel } from './models';
import { publisherModelId } from './names';
import type { Endpoint } from './resources';

export interface ServedModel {
  /** What the response calls `modelVersion`: a base model's id, or a tuned model's versioned name. */
  modelVersion: string;
  /** Absent for a base model. */
  adapterFile?: string;
}

/**
 * `name` is `projects/P/locations/L/endpoints/E`, or a base model as `[projects/P/locations/L/]publishers/google/models/ID`.
 * @throws PermissionDenied; RpcError NOT_FOUND, or FAILED_PRECONDITION when nothing is deployed.
 */
export function findServedModel(context: VertexContext, name: string, call: Call): ServedModel {
  context.access.check(call.principal, 'aiplatform.endpoints.predict', name);
  if (!name.includes('/endpoints/')) {
    const id = publisherModelId(name);
    const known = context.models.some((model) => model.id === id);
    if (!known)
      throw new RpcError(
        'NOT_FOUND',
        `Publisher Model \`${name}\` was not found or your project does not have access to it.`,
      );
    return { modelVersion: id };
  }
  const endpoint = findEndpoint(context, name, 'model');
  const deployed = chooseDeployed(endpoint);
  const { resource, adapters } = findModel(context, deployed.model);
  const file = adapters[deployed.checkpointId ?? resource.defaultCheckpointId];
  if (!file) throw new RpcError('INTERNAL', `Checkpoint ${deployed.checkpointId} of ${deployed.model} has no adapter.`);
  return { modelVersion: deployed.model, adapterFile: join(context.directory, file) };
}

/** By the endpoint's traffic split. */
function chooseDeployed({ name, deployedModels, trafficSplit }: Endpoint) {
  let draw = randomInt(100);
  for (const deployed of deployedModels) {
    draw -= trafficSplit[deployed.id] ?? 0;
    if (draw < 0) return deployed;
  }
  throw new RpcError('FAILED_PRECONDITION', `Endpoint ${name} has no deployed model that takes traffic.`);
}
