/** Which weights answer behind a name: a base model, or one of the tuned models behind an endpoint. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Call } from '../rpc/api';
import { checkTunedStillServed, findBase, findServed } from './base-models';
import type { BaseModel, VertexContext } from './context';
import { findEndpoint } from './endpoint-records';
import { RpcError } from '../rpc/errors';
import { findModel } from './models';
import type { DeployedModel, Endpoint } from './resources';

export interface ServedModel {
  /** What the response calls `modelVersion`: a base model's id, or a tuned model's versioned name. */
  modelVersion: string;
  /** The base model itself, or the one that it was tuned on. */
  base: BaseModel;
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
    const base = findServed(context, name);
    return { modelVersion: base.id, base };
  }
  const endpoint = findEndpoint(context, name, 'model');
  if (endpoint.dedicatedEndpointDns !== undefined) throw onlyAt(endpoint.dedicatedEndpointDns);
  return modelBehind(context, endpoint, chooseDeployed(endpoint));
}

/** A host of its own answers for an endpoint alone: in the words that a user met, with the code FAILED_PRECONDITION. */
export const onlyAt = (dns: string): RpcError =>
  new RpcError(
    'FAILED_PRECONDITION',
    `This endpoint is a dedicated endpoint via CloudESF and cannot be accessed through the Vertex AI API. Please access the endpoint using its dedicated dns name '${dns}'`,
  );

/** @throws RpcError NOT_FOUND once the base has ended */
export function modelBehind(
  context: VertexContext,
  { name }: Pick<Endpoint, 'name'>,
  deployed: DeployedModel,
): ServedModel {
  const { resource, adapters, baseModel } = findModel(context, deployed.model);
  const base = findBase(context, baseModel);
  checkTunedStillServed(context, base, name);
  const file = adapters[deployed.checkpointId ?? resource.defaultCheckpointId];
  if (!file) throw new RpcError('INTERNAL', `Checkpoint ${deployed.checkpointId} of ${deployed.model} has no adapter.`);
  return { modelVersion: deployed.model, base, adapterFile: join(context.directory, file) };
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
