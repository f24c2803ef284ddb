/** EndpointService: endpoints, and which tuned models answer behind them. */
import type { Call } from '../rpc/api';
import { now, type VertexContext } from './context';
import { locationIn, nearestLocation } from '../../core/vertex-locations';
import { findBase, findOpen } from './base-models';
import { checkSplit, deploy, findEndpoint, newEndpoint, save, undeploy, type TrafficSplit } from './endpoint-records';
import { invalidField, RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { findModel } from './models';
import { checkLocation, locationOf, newId } from './names';
import { finishedOperation } from './operations';
import { applyMask } from '../rpc/field-mask';
import { snakeCase } from '../rpc/field-names';
import { below, listPage, type ListRequest } from './lists';
import type { DeployedModel, Endpoint, StoredModel } from './resources';

/** What can be updated, as it is when an update names it and does not bring it. */
const emptied = { displayName: '', description: '', labels: {}, trafficSplit: {} };
const updatable = Object.keys(emptied);

const notUpdatable = (path: string) =>
  invalidField('update_mask', `"${path}" cannot be updated; only ${updatable.map(snakeCase).join(', ')}.`);

export function createEndpoints(context: VertexContext) {
  const check = (call: Call, verb: string, name: string) =>
    context.access.check(call.principal, `aiplatform.endpoints.${verb}`, locationOf(name));

  const update = (
    { endpoint: given, updateMask }: { endpoint: Partial<Endpoint> & { name: string }; updateMask: string },
    call: Call,
  ): Endpoint => {
    check(call, 'update', given.name);
    return context.state.transaction(() => {
      const current = findEndpoint(context, given.name, 'endpoint.name');
      if (given.etag && given.etag !== current.etag)
        throw new RpcError('ABORTED', `The etag of ${given.name} is ${current.etag}.`);
      const changed = applyMask(current, { ...emptied, ...given }, updateMask.split(','), updatable, notUpdatable);
      checkSplit(changed.trafficSplit, current.deployedModels);
      return save(context, changed);
    });
  };

  return {
    CreateEndpoint(
      { parent, endpoint, endpointId = newId() }: { parent: string; endpoint: Partial<Endpoint>; endpointId?: string },
      call: Call,
    ) {
      check(call, 'create', checkLocation(parent));
      const name = `${parent}/endpoints/${endpointId}`;
      if (context.endpoints.get(name)) throw new RpcError('ALREADY_EXISTS', `Endpoint ${name} already exists.`);
      const created = newEndpoint(context, name, endpoint);
      context.endpoints.put(name, created);
      return finishedOperation(context, call, name, {
        metadata: 'CreateEndpointOperationMetadata',
        response: 'Endpoint',
        value: { ...created },
      });
    },
    GetEndpoint({ name }: { name: string }, call: Call): Endpoint {
      check(call, 'get', name);
      return findEndpoint(context, name);
    },
    ListEndpoints(request: ListRequest, call: Call) {
      check(call, 'list', checkLocation(request.parent));
      const { page, nextPageToken } = listPage(below(context.endpoints, `${request.parent}/endpoints`), request);
      return { endpoints: page, nextPageToken };
    },
    UpdateEndpoint: update,
    DeleteEndpoint({ name }: { name: string }, call: Call) {
      check(call, 'delete', name);
      context.state.transaction(() => {
        const [deployed] = findEndpoint(context, name).deployedModels;
        const coming = context.deployments.get(name);
        if (deployed ?? coming) {
          const reason = `Endpoint ${name} has deployed or being-deployed DeployedModel(s): ${deployed?.id ?? coming!.id}. Undeploy them first.`;
          throw new RpcError('FAILED_PRECONDITION', reason);
        }
        context.endpoints.remove(name);
      });
      return finishedOperation(context, call, name, {
        metadata: 'DeleteOperationMetadata',
        response: 'google.protobuf.Empty',
      });
    },
    DeployModel(
      {
        endpoint: name,
        deployedModel,
        trafficSplit = {},
      }: { endpoint: string; deployedModel: Partial<DeployedModel>; trafficSplit?: TrafficSplit },
      call: Call,
    ) {
      check(call, 'deploy', name);
      const deployed = context.state.transaction(() => {
        const endpoint = findEndpoint(context, name, 'endpoint');
        const stored = findModel(context, deployedModel.model ?? '', 'deployed_model.model');
        checkPlaces(context, stored, name);
        const added = describeDeployment(context, stored, deployedModel);
        if (endpoint.deployedModels.some(({ id }) => id === added.id)) {
          throw new RpcError('ALREADY_EXISTS', `DeployedModel ${added.id} already exists on ${name}.`);
        }
        // "0" stands for the model that is being deployed (DeployModelRequest.traffic_split).
        const asked = Object.entries(trafficSplit).map(([id, share]) => [id === '0' ? added.id : id, share] as const);
        const split = asked.length > 0 ? Object.fromEntries(asked) : endpoint.trafficSplit;
        checkSplit(split, [...endpoint.deployedModels, added]);
        deploy(context, endpoint, stored, added, split);
        return added;
      });
      return finishedOperation(context, call, name, {
        metadata: 'DeployModelOperationMetadata',
        response: 'DeployModelResponse',
        value: { deployedModel: deployed },
      });
    },
    UndeployModel(
      {
        endpoint: name,
        deployedModelId,
        trafficSplit = {},
      }: { endpoint: string; deployedModelId: string; trafficSplit?: TrafficSplit },
      call: Call,
    ) {
      check(call, 'undeploy', name);
      context.state.transaction(() =>
        undeploy(context, findEndpoint(context, name, 'endpoint'), deployedModelId, trafficSplit),
      );
      return finishedOperation(context, call, name, {
        metadata: 'UndeployModelOperationMetadata',
        response: 'UndeployModelResponse',
      });
    },
  };
}

/** A tuned model answers where its base says, and is deployed from its own location; by tuning from the region that the place is around. */
function checkPlaces(context: VertexContext, { resource, baseModel }: StoredModel, endpoint: string): void {
  const [from, to] = [locationIn(resource.name)!, locationIn(endpoint)!];
  const { tunedServingLocations } = findBase(context, baseModel);
  if (!tunedServingLocations.includes(to))
    throw new RpcError(
      'FAILED_PRECONDITION',
      `Models tuned on ${baseModel} are served in ${tunedServingLocations.join(', ')}, and not in ${to}.`,
    );
  if (from !== to && nearestLocation(tunedServingLocations, from) !== to)
    throw invalidField('deployed_model.model', `${resource.name} is not in ${to}: copy it there first.`);
}

function describeDeployment(context: VertexContext, stored: StoredModel, given: Partial<DeployedModel>): DeployedModel {
  const { resource } = stored;
  if (findOpen(context, stored.baseModel))
    throw invalidField(
      'deployed_model.model',
      'the weights of an open model are deployed by ModelGardenService.Deploy here.',
    );
  const checkpointId = given.checkpointId || resource.defaultCheckpointId;
  if (!stored.adapters[checkpointId]) throw notFound(`Checkpoint ${checkpointId} of Model ${resource.name}`);
  return {
    id: given.id || newId(),
    model: `${resource.name}@${resource.versionId}`,
    modelVersionId: resource.versionId,
    displayName: given.displayName || resource.displayName,
    checkpointId,
    createTime: now(context),
  };
}
