/**
 * Google's clients as the owner of the project uses them. Those that a command may not need are loaded when they are first
 * asked for: a command starts in a tenth of a second.
 */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import type { GenAiTuningServiceClient } from '@google-cloud/aiplatform/build/src/v1/gen_ai_tuning_service_client';
import type { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import { hostOf, locationIn } from '../core/vertex-locations';
import { encodeEvent } from '../core/event';
import { topicOf } from '../core/stages';
import type { Cloud } from '../operations/cloud';
import type { LocalStatus } from '../local/admin';

/** Clients beyond those that whoever looks into a deployment has. */
export interface GoogleClients extends Pick<Cloud, 'storage' | 'bigquery' | 'publish' | 'hasEndpoint'> {
  /** @param location of Vertex AI, each of which has a host of its own */
  tuning(location: string): Promise<GenAiTuningServiceClient>;
  endpoints(location: string): Promise<EndpointServiceClient>;
  /** Of a tuned model that answers under its own name, at no endpoint, or of a copy on Vertex AI; one that is gone is passed over. */
  removeModel(name: string): Promise<void>;
}

/** The clients of a local cloud, where a token that it did not issue is the owner's. */
export function createLocalClients({ project, port, endpoints }: LocalStatus): GoogleClients {
  const url = `http://127.0.0.1:${port}`;
  const owner = { authorization: 'Bearer owner' };
  const urlOf = (name: string): [url: string, isOfVertex: boolean] =>
    locationIn(name) === undefined
      ? [`${endpoints.openai}/v1/models/${encodeURIComponent(name)}`, false]
      : [`${endpoints.vertex}/v1/${name}`, true];
  const storage = new Storage({ projectId: project, apiEndpoint: url });
  // The client prefers STORAGE_EMULATOR_HOST, which a shell may have from the landfall env of another local cloud.
  storage.baseUrl = `${url}/storage/v1`;
  const grpc = async (address: string) => {
    const { hostname, port: own } = new URL(address.includes('://') ? address : `grpc://${address}`);
    const gax = await import('google-gax');
    const sslCreds = gax.grpc.credentials.createInsecure();
    // With an identity of their own, here none, they do not look for Google's.
    const authClient = new gax.googleAuthLibrary.PassThroughClient();
    return { projectId: project, apiEndpoint: hostname, port: Number(own), sslCreds, authClient };
  };
  const publisher = once(async () => {
    const { PublisherClient } = await import('@google-cloud/pubsub/build/src/v1/publisher_client.js');
    return new PublisherClient(await grpc(endpoints.pubsubGrpc));
  });
  // It hears in the authority which location is meant.
  const vertex = async (location: string) => ({
    ...(await grpc(endpoints.vertexGrpc)),
    'grpc.default_authority': hostOf(location),
  });
  return {
    storage,
    bigquery: once(() => createLocalBigQuery(url, project)),
    async publish(event) {
      const topic = `projects/${project}/topics/${topicOf(event.type)}`;
      await (await publisher()).publish({ topic, messages: [encodeEvent(event)] });
    },
    async tuning(location) {
      const { GenAiTuningServiceClient } =
        await import('@google-cloud/aiplatform/build/src/v1/gen_ai_tuning_service_client.js');
      return new GenAiTuningServiceClient(await vertex(location));
    },
    async endpoints(location) {
      const { EndpointServiceClient } =
        await import('@google-cloud/aiplatform/build/src/v1/endpoint_service_client.js');
      return new EndpointServiceClient(await vertex(location));
    },
    // Over REST: the client takes a second to load, which nobody has who goes back.
    async hasEndpoint(name, within = 60_000) {
      const [url, isOfVertex] = urlOf(name);
      const response = await fetch(url, { headers: owner, signal: AbortSignal.timeout(within) });
      if (response.ok || response.status === 404) return response.ok;
      throw new Error(`${isOfVertex ? 'Vertex AI' : 'OpenAI'}: HTTP ${response.status} ${await response.text()}`);
    },
    async removeModel(name) {
      const [url, isOfVertex] = urlOf(name);
      const response = await fetch(url, { method: 'DELETE', headers: owner });
      if (response.ok || response.status === 404) return;
      throw new Error(`${isOfVertex ? 'Vertex AI' : 'OpenAI'}: HTTP ${response.status} ${await response.text()}`);
    },
  };
}

function once<T>(create: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= create());
}

async function createLocalBigQuery(url: string, projectId: string): Promise<BigQuery> {
  const [{ BigQuery }, { OAuth2Client }] = await Promise.all([
    import('@google-cloud/bigquery'),
    import('google-auth-library'),
  ]);
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'owner' });
  const bigquery = new BigQuery({ projectId, apiEndpoint: url, authClient });
  // As with Storage: the client prefers BIGQUERY_EMULATOR_HOST.
  bigquery.baseUrl = `${url}/bigquery/v2`;
  return bigquery;
}
