/** A tuned model at another location: copied there, given an endpoint, and deployed. Each call does what the next step is. */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import type { ModelServiceClient } from '@google-cloud/aiplatform/build/src/v1/model_service_client';
import { copyBehind, replicaOf } from '../../../../core/replicas';
import { isEndpoint } from '../../../../core/production';
import type { ClientFor } from '../../stage/clients';
import type { Replication } from '../provider';
import { called, isNotFound } from './api-errors';

/** google.rpc.Code: another call was faster, and the next one finds what it has begun. */
const alreadyExists = 6;

/**
 * As Google's guide has it: github.com/google/skills, skills/cloud/agent-platform-deploy/references/copy_deploy_guide.md at 1af7775
 * (2026-08-21). The endpoint is a shared one, which costs nothing by itself.
 */
export function createReplication(
  endpointsFor: ClientFor<EndpointServiceClient>,
  modelsFor: ClientFor<ModelServiceClient>,
): Replication {
  async function step(
    { model, endpoint: source }: Parameters<Replication['replicate']>[0],
    endpoint: string,
    begun: string | undefined,
  ): Promise<Omit<Copying, 'endpoint'>> {
    if (begun !== undefined && !(await isDone(begun))) return { answers: false, begun };
    const [parent, id] = endpoint.split('/endpoints/') as [string, string];
    const [endpoints, models] = await Promise.all([endpointsFor(endpoint), modelsFor(endpoint)]);
    const copy = copyBehind(endpoint)!;
    const there = await found(endpoints.getEndpoint({ name: endpoint }));
    if ((there?.deployedModels ?? []).length > 0) return { answers: true };
    if (!(await found(models.getModel({ name: copy })))) {
      const [{ name }] = await models.copyModel({ parent, sourceModel: model, modelId: id });
      return { answers: false, begun: name! };
    }
    if (!there) {
      const [creating] = await endpoints.createEndpoint({ parent, endpoint: { displayName: id }, endpointId: id });
      await creating.promise();
    }
    // Of several checkpoints the one that was examined.
    const [{ deployedModels }] = await (await endpointsFor(source)).getEndpoint({ name: source });
    const checkpointId = deployedModels?.[0]?.checkpointId;
    const deployedModel = { model: copy, displayName: id, ...(checkpointId && { checkpointId }) };
    const [{ name }] = await endpoints.deployModel({ endpoint, deployedModel, trafficSplit: { 0: 100 } });
    return { answers: false, begun: name! };
  }

  /** @throws the operation's error */
  async function isDone(operation: string): Promise<boolean> {
    const { done, error } = await progressOf(operation);
    if (error) throw Object.assign(new Error(error.message), error);
    return done ?? false;
  }

  /** One that nobody remembers is over. */
  async function progressOf(operation: string) {
    const looking = operation.includes('/endpoints/')
      ? (await endpointsFor(operation)).checkDeployModelProgress(operation)
      : (await modelsFor(operation)).checkCopyModelProgress(operation);
    return (await found(looking.then((progress) => [progress]))) ?? { done: true, error: undefined };
  }

  return {
    async replicate(deployed, location, begun) {
      const replica = replicaOf(deployed.endpoint, location);
      if (!isEndpoint(deployed.endpoint)) return { endpoint: replica, answers: true };
      const stepping = step(deployed, replica, begun).catch((error: { code?: number }) => {
        if (error.code === alreadyExists) return { answers: false };
        throw error;
      });
      return { endpoint: replica, ...(await called(`copying ${deployed.model} to ${location}`, stepping, replica)) };
    },
    async isUnderWay(begun) {
      const { done, error } = await called('looking at what was begun elsewhere', progressOf(begun), begun);
      return !done && !error;
    },
    async removeCopy(replica) {
      const copy = copyBehind(replica);
      if (copy === undefined) return;
      const models = await modelsFor(copy);
      const deleting = await called('removing the copy', found(models.deleteModel({ name: copy })), copy);
      await deleting?.promise();
    },
  };
}

type Copying = Awaited<ReturnType<Replication['replicate']>>;

/** Undefined of what is not there. */
async function found<T>(asking: Promise<[T, ...unknown[]]>): Promise<T | undefined> {
  try {
    return (await asking)[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
