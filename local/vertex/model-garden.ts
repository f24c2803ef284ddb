/** ModelGardenService, as far as it deploys weights of one's own: a model, an endpoint and its machine come of one operation. */
import { parseGsUri } from '../../core/gs-uri';
import { locationIn } from '../../core/vertex-locations';
import type { Call } from '../rpc/api';
import { RpcError } from '../rpc/errors';
import type { VertexContext } from './context';
import { checkDeployRequest, type DeployRequest } from './deploy-request';
import { newEndpoint } from './endpoint-records';
import { below } from './lists';
import { checkLocation, newId } from './names';
import { beginOperation } from './operations';
import type { Operation } from './resources';
import type { StoredDeployment } from './stored-deployment';
import { weightFiles } from './open-weights';

/** What it takes to have a machine: our choice, as it holds a handful of jobs. */
const mostMachines = 16;

/** The number of the project, which names its hosts; the same for all here. */
const projectNumber = '100000000001';

export interface Deployments {
  /** Tells that there is one more. */
  begin(deployment: StoredDeployment): void;
  /** Milliseconds that a deployment takes. */
  readonly takes: number;
}

export function createModelGarden(context: VertexContext, deployments: Deployments) {
  return {
    Deploy(request: DeployRequest, call: Call): Operation {
      const { destination, modelConfig = {}, endpointConfig = {}, deployConfig = {} } = request;
      checkLocation(destination);
      for (const permission of ['endpoints.create', 'endpoints.deploy', 'models.upload'])
        context.access.check(call.principal, `aiplatform.${permission}`, destination);
      const weights = checkDeployRequest(request);
      const { bucket, name } = parseGsUri(`${weights}/${weightFiles.config}`);
      // In the cloud a service agent reads for the caller, as it does for tuning.
      context.access.check(call.principal, 'storage.objects.get', `projects/_/buckets/${bucket}/objects/${name}`);

      const id = endpointConfig.endpointUserId || newId();
      const endpoint = `${destination}/endpoints/${id}`;
      const model = `${destination}/models/${modelConfig.modelUserId || newId()}`;
      const dns = `${id}.${locationIn(destination)}-${projectNumber}.prediction.vertexai.goog`;
      const begun = context.state.transaction(() => {
        if (context.endpoints.get(endpoint)) throw alreadyExists(`Endpoint ${endpoint}`);
        if (context.tunedModels.get(model)) throw alreadyExists(`Model ${model}`);
        checkQuota(context, destination);
        const displayName = endpointConfig.endpointDisplayName || id;
        const isDedicated = !endpointConfig.dedicatedEndpointDisabled;
        const created = newEndpoint(context, endpoint, {
          displayName,
          ...(isDedicated && { dedicatedEndpointDns: dns }),
        });
        context.endpoints.put(endpoint, created);
        const operation = beginOperation(context, call, destination, 'DeployOperationMetadata');
        const deployment: StoredDeployment = {
          id: newId(),
          operation: operation.name,
          endpoint,
          model,
          displayName: modelConfig.modelDisplayName || displayName,
          weights,
          ...(deployConfig.dedicatedResources && { resources: deployConfig.dedicatedResources }),
          readyAt: context.clock.now() + deployments.takes,
          response: `type.googleapis.com/${call.method.service.replace(/\w+$/, 'DeployResponse')}`,
        };
        context.deployments.put(endpoint, deployment);
        return { operation, deployment };
      });
      deployments.begin(begun.deployment);
      return begun.operation;
    },
  };
}

const alreadyExists = (what: string): RpcError => new RpcError('ALREADY_EXISTS', `${what} already exists.`);

function checkQuota({ endpoints, deployments }: VertexContext, destination: string): void {
  const project = destination.split('/').slice(0, 2).join('/');
  const machines = [...below(endpoints, project)].flatMap(({ deployedModels }) =>
    deployedModels.filter(({ dedicatedResources }) => dedicatedResources),
  );
  const used = machines.length + [...below(deployments, project)].length;
  if (used < mostMachines) return;
  const metric = 'aiplatform.googleapis.com/custom_model_serving_gpus';
  throw new RpcError('RESOURCE_EXHAUSTED', `Quota exceeded for ${metric}: ${used} of ${mostMachines} are in use.`);
}
