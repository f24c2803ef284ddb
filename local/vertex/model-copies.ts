/** ModelService.CopyModel: a tuned model once more, in another location of its project. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '../rpc/api';
import { invalidField, RpcError } from '../rpc/errors';
import { findOpen } from './base-models';
import { now, type VertexContext } from './context';
import { findModel } from './models';
import { checkLocation, locationOf, newId, splitVersion } from './names';
import { finishedOperation } from './operations';
import type { StoredModel } from './resources';

interface CopyModelRequest {
  parent: string;
  sourceModel: string;
  modelId?: string;
  parentModel?: string;
}

export const createModelCopies = (context: VertexContext) => ({
  CopyModel({ parent, sourceModel, modelId, parentModel }: CopyModelRequest, call: Call) {
    context.access.check(call.principal, 'aiplatform.models.upload', checkLocation(parent));
    context.access.check(call.principal, 'aiplatform.models.get', locationOf(sourceModel, 'source_model'));
    if (parentModel) throw invalidField('parent_model', 'a tuned model has one version here: name a model_id.');
    // Source: CopyModelRequest.model_id.
    if (modelId !== undefined && !/^[a-z_][a-z0-9_-]{0,62}$/.test(modelId))
      throw invalidField('model_id', `"${modelId}" is not up to 63 of [a-z0-9_-], the first no number or hyphen.`);
    const source = findModel(context, sourceModel, 'source_model');
    if (projectOf(parent) !== projectOf(sourceModel))
      throw invalidField('source_model', 'a model of another project is not copied by the local Vertex AI.');
    if (findOpen(context, source.baseModel))
      throw invalidField('source_model', 'the weights of an open model are copied by nobody here.');
    const name = `${parent}/models/${modelId ?? newId()}`;
    const copied = context.state.transaction(() => {
      if (context.tunedModels.get(name)) throw new RpcError('ALREADY_EXISTS', `Model ${name} already exists.`);
      const copy = copyOf(context, source, name);
      context.tunedModels.put(name, copy);
      return copy;
    });
    return finishedOperation(context, call, name, {
      metadata: 'CopyModelOperationMetadata',
      response: 'CopyModelResponse',
      value: { model: name, modelVersionId: copied.resource.versionId },
    });
  },
});

const projectOf = (name: string): string => splitVersion(name).name.split('/')[1]!;

/** With files of its own: either may be deleted. Deployments are not copied, as the documentation of copying says. */
function copyOf(context: VertexContext, { resource, adapters, ...stored }: StoredModel, name: string): StoredModel {
  const time = now(context);
  const own = Object.entries(adapters).map(([checkpoint, file]) => {
    const copy = `${file}-${newId()}`;
    copyFileSync(join(context.directory, file), join(context.directory, copy));
    return [checkpoint, copy] as const;
  });
  const { modelSourceInfo } = resource;
  return {
    ...stored,
    adapters: Object.fromEntries(own),
    resource: {
      ...resource,
      name,
      deployedModels: [],
      modelSourceInfo: { ...modelSourceInfo, copy: true },
      etag: newId(),
      versionCreateTime: time,
      versionUpdateTime: time,
      createTime: time,
      updateTime: time,
    },
  };
}
