/** Endpoints on Vertex AI, as far as cleanup takes them away. */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import type { ClientFor } from '../../stage/clients';
import type { Endpoints } from '../provider';
import { called, isNotFound } from './api-errors';

export function createEndpoints(clientFor: ClientFor<EndpointServiceClient>): Endpoints {
  async function remove(name: string): Promise<void> {
    const client = await clientFor(name);
    try {
      const [{ deployedModels }] = await client.getEndpoint({ name });
      for (const { id } of deployedModels ?? []) {
        const [undeploying] = await client.undeployModel({ endpoint: name, deployedModelId: id });
        await undeploying.promise();
      }
      const [deleting] = await client.deleteEndpoint({ name });
      await deleting.promise();
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  return {
    // A tuning job makes an endpoint of what it has tuned.
    ensure: async () => ({ answers: true }),
    remove: (name) => called('removing the endpoint', remove(name), name),
  };
}
