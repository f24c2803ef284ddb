/** Weights on machines of their own: deployed once, asleep while nobody asks, and taken away. */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import type { ModelGardenServiceClient } from '@google-cloud/aiplatform/build/src/v1beta1/model_garden_service_client';
import { PermanentError, RetryableError } from '../../../../core/errors';
import type { ClientFor } from '../../stage/clients';
import type { Endpoints, Tuned } from '../provider';
import { called, isNotFound } from '../vertex/api-errors';
import { createEndpoints as createVertexEndpoints } from '../vertex/endpoints';

/** ALREADY_EXISTS, FAILED_PRECONDITION (google.rpc.Code). */
const [alreadyExists, failedPrecondition] = [6, 9];

const codeOf = (error: unknown): number | undefined => (error as { code?: number }).code;

/** docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/open-model-tuning, as of 2026-09-25: Tuned model artifacts. */
const lastCheckpoint = 'postprocess/node-0/checkpoints/final';

export function createEndpoints(
  gardenFor: ClientFor<ModelGardenServiceClient>,
  endpointsFor: ClientFor<EndpointServiceClient>,
): Endpoints {
  const endpoints = createVertexEndpoints(endpointsFor);

  /** What stands there; undefined where nothing does. */
  async function find(name: string): Promise<'model' | 'nothing deployed' | undefined> {
    try {
      const [{ deployedModels }] = await (await endpointsFor(name)).getEndpoint({ name });
      return (deployedModels ?? []).length > 0 ? 'model' : 'nothing deployed';
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Undefined of an operation that nobody remembers. @throws its error */
  async function isDone(operation: string): Promise<boolean | undefined> {
    try {
      const { done, error } = await (await gardenFor(operation)).checkDeployProgress(operation);
      if (error) throw Object.assign(new Error(error.message), error);
      return done ?? false;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** What an attempt has left that came to nothing; one whose operation is not known is under way until it can be removed. */
  async function clearAway(name: string): Promise<void> {
    try {
      await (await endpointsFor(name)).deleteEndpoint({ name });
    } catch (error) {
      if (codeOf(error) !== failedPrecondition && !isNotFound(error)) throw error;
    }
  }

  async function ensure({ job, base, idleMinutes }: Tuned, begun?: string): ReturnType<Endpoints['ensure']> {
    const { endpoint } = job;
    if (begun !== undefined && (await isDone(begun)) === false) return { answers: false, begun };
    const found = await find(endpoint!);
    if (found === 'model') return { answers: true };
    if (found === 'nothing deployed') {
      await clearAway(endpoint!);
      return { answers: false };
    }
    try {
      const [{ name }] = await (await gardenFor(endpoint!)).deploy(deployRequest({ job, base, idleMinutes }));
      return { answers: false, begun: name! };
    } catch (error) {
      // Another call was faster: the next one finds what it has begun.
      if (codeOf(error) === alreadyExists) return { answers: false };
      throw error;
    }
  }

  return {
    ensure: (tuned, begun) => called(`deploying ${tuned.job.candidate}`, ensure(tuned, begun), tuned.job.endpoint),
    remove: (name) =>
      endpoints.remove(name).catch((error: unknown) => {
        if (codeOf((error as Error).cause) !== failedPrecondition) throw error;
        throw new RetryableError(`${name} is still being deployed, and cannot be removed yet`, { cause: error });
      }),
  };
}

/** Down to no machine at all: what is forgotten sleeps, and costs nothing. It takes an endpoint with a host of its own. */
function deployRequest({ job, base, idleMinutes }: Tuned) {
  const { machine } = base.openWeights ?? {};
  if (!machine)
    throw new PermanentError(`the catalog does not say what machine ${base.id} takes`, {
      fix: 'say its openWeights in its file of catalog/',
    });
  const [, destination, id] = /^(projects\/[^/]+\/locations\/[^/]+)\/endpoints\/(.+)$/.exec(job.endpoint!) ?? [];
  const idle = { seconds: idleMinutes * 60 };
  return {
    destination,
    customModel: { gcsUri: `${job.weights}${lastCheckpoint}` },
    modelConfig: { modelUserId: id, modelDisplayName: id },
    endpointConfig: { endpointUserId: id, endpointDisplayName: id },
    deployConfig: {
      dedicatedResources: {
        machineSpec: {
          machineType: machine.type,
          acceleratorType: machine.accelerator as 'NVIDIA_L4',
          acceleratorCount: machine.accelerators,
        },
        minReplicaCount: 0,
        initialReplicaCount: 1,
        maxReplicaCount: 1,
        scaleToZeroSpec: { minScaleupPeriod: idle, idleScaledownPeriod: idle },
      },
    },
  };
}
