/** ModelService: the tuned models that tuning jobs left behind. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '../rpc/api';
import type { VertexContext } from './context';
import { RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { checkLocation, checkName, locationOf, splitVersion } from './names';
import { finishedOperation } from './operations';
import { below, listPage, type ListRequest } from './lists';
import type { Model, StoredModel } from './resources';

/**
 * The tuned model by `…/models/M`, `…/models/M@1` or `…/models/M@default`.
 * @throws RpcError NOT_FOUND
 */
export function findModel(context: VertexContext, versioned: string, field = 'name'): StoredModel {
  const { name, version = '1' } = splitVersion(versioned);
  const stored = context.tunedModels.get(checkName(name, 'models', field));
  if (!stored || (version !== stored.resource.versionId && !stored.resource.versionAliases.includes(version))) {
    throw notFound(`Model ${versioned}`);
  }
  return stored;
}

export function createModels(context: VertexContext) {
  const check = (call: Call, verb: string, name: string) =>
    context.access.check(call.principal, `aiplatform.models.${verb}`, locationOf(name));
  const get = ({ name }: { name: string }, call: Call): Model => {
    check(call, 'get', name);
    return findModel(context, name).resource;
  };

  return {
    GetModel: get,
    ListModels(request: ListRequest, call: Call) {
      check(call, 'list', checkLocation(request.parent));
      const models = [...below(context.tunedModels, `${request.parent}/models`)].map(({ resource }) => resource);
      const { page, nextPageToken } = listPage(models, request);
      return { models: page, nextPageToken };
    },
    /** A tuning job makes a model of its own, so that every model has one version. */
    ListModelVersions: (request: { name: string }, call: Call) => ({ models: [get(request, call)] }),
    ListModelVersionCheckpoints: (request: { name: string }, call: Call) => ({
      checkpoints: get(request, call).checkpoints,
    }),
    DeleteModel(request: { name: string }, call: Call) {
      check(call, 'delete', request.name);
      const stored = context.state.transaction(() => {
        const found = findModel(context, request.name);
        const [deployed] = found.resource.deployedModels;
        if (deployed) {
          const reason = `The Model "${request.name}" is deployed or being deployed at Endpoint ${deployed.endpoint}: undeploy it first.`;
          throw new RpcError('FAILED_PRECONDITION', reason);
        }
        context.tunedModels.remove(found.resource.name);
        return found;
      });
      for (const file of Object.values(stored.adapters)) rmSync(join(context.directory, file), { force: true });
      return finishedOperation(context, call, stored.resource.name, {
        metadata: 'DeleteOperationMetadata',
        response: 'google.protobuf.Empty',
      });
    },
  };
}
