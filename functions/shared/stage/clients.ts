/**
 * The clients of Google's services and of others': the one file that knows where they are and who is calling.
 *
 * In the cloud every client finds its endpoint and its identity by itself. A local cloud names its endpoints in the
 * *_EMULATOR_HOST variables; there REST clients present LANDFALL_ACCESS_TOKEN, and gRPC's identity is the port.
 * Single clients rather than whole libraries are loaded, each with import() when it is first called: the bundle keeps what is imported
 * so in files of its own, which a function that starts does not read.
 */
import type { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import type { IncomingMessage } from 'node:http';
import type { OpenAI } from 'openai';
import type { ModelService } from '../../../catalog/services';
import { modelKeyOf } from '../../../core/model-keys';
import { PermanentError, RetryableError } from '../../../core/errors';
import { hostOf, locationIn } from '../../../core/vertex-locations';
import { createCompletions, type Completions } from './completions';
import { ConfigError, type Config } from './config';
import { encodeEvent, type Event } from '../../../core/event';
import { lazy } from './lazy';
import { isSuccess, postTo, textOf, type Asking } from './posts';
import type { StopSignal } from './waiter';

type Env = NodeJS.ProcessEnv;

export function createStorage({ project }: Config, env: Env = process.env): Storage {
  const host = env.STORAGE_EMULATOR_HOST;
  if (!host) return new Storage({ projectId: project });
  const storage = new Storage({ projectId: project, apiEndpoint: host, useAuthWithCustomEndpoint: true });
  // This client brings a google-auth-library of its own, which takes only credentials that it made itself.
  const identity = storage.authClient.fromJSON({
    type: 'authorized_user',
    client_id: '-',
    client_secret: '-',
    refresh_token: '-',
  });
  identity.setCredentials({ access_token: env.LANDFALL_ACCESS_TOKEN });
  storage.authClient.cachedCredential = identity;
  return storage;
}

export const createBigQuery = ({ project, region }: Config, env: Env = process.env): (() => Promise<BigQuery>) =>
  lazy(async () => {
    const host = env.BIGQUERY_EMULATOR_HOST;
    const library = await import('@google-cloud/bigquery');
    if (!host) return new library.BigQuery({ projectId: project, location: region });
    const authClient = new (await googleAuth()).OAuth2Client();
    authClient.setCredentials({ access_token: env.LANDFALL_ACCESS_TOKEN });
    return new library.BigQuery({ projectId: project, location: region, apiEndpoint: host, authClient });
  });

/** Publishes one event to the topic that the configuration gives its type; resolves when Pub/Sub has it. */
export function createPublish({ project, topics }: Config, env: Env = process.env): (event: Event) => Promise<void> {
  const publisher = lazy(async () => {
    const library = await import('@google-cloud/pubsub/build/src/v1/publisher_client.js');
    return new library.PublisherClient({ projectId: project, ...(await grpcOptions(env.PUBSUB_EMULATOR_HOST)) });
  });
  return async (event) => {
    const topic = topics[event.type];
    if (!topic) throw new Error(`LANDFALL_TOPICS names no topic for ${event.type}`);
    const client = await publisher();
    await client.publish({ topic: `projects/${project}/topics/${topic}`, messages: [encodeEvent(event)] });
  };
}

/**
 * The client of a service that speaks OpenAI's API. The library is loaded by those alone that ask for it.
 * @throws RetryableError when there is no key: once the deployment has it, the message finds its way
 */
export async function createOpenAi(service: Reached, env: Env = process.env): Promise<OpenAI> {
  const { apiKey, baseUrl } = openAiAt(service, env);
  // To the compiler the library's two forms, of which a bundle takes one, are two libraries.
  const library = (await import('openai')) as unknown as { OpenAI: typeof OpenAI };
  return new library.OpenAI({ apiKey, baseURL: baseUrl, organization: null, project: null });
}

/** Where it is asked for answers, without the library. @throws RetryableError when there is no key */
export function createChat(service: Reached, env: Env = process.env): Completions {
  const { apiKey, baseUrl } = openAiAt(service, env);
  return createCompletions({ baseUrl, apiKey: () => apiKey });
}

type Reached = Pick<ModelService, 'name' | 'baseUrl' | 'secret'>;

function openAiAt(service: Reached, env: Env): { apiKey: string; baseUrl: string } {
  const { name, baseUrl } = service;
  const { variable, fix } = modelKeyOf(service);
  const apiKey = env[variable];
  if (!apiKey) throw new RetryableError(`${name} cannot be asked without a key, and ${variable} is not set: ${fix}`);
  const host = env.OPENAI_EMULATOR_HOST;
  return { apiKey, baseUrl: host ? `${host}/v1` : baseUrl };
}

/** What Vertex AI serves in OpenAI's form. @param path below the host, from its version on */
export type ChatFor = (host: string, path: string) => Completions;

export function createVertexChats(env: Env = process.env): ChatFor {
  const { placeOf, token } = vertexOverHttp(env);
  return (host, path) => {
    const { url, headers } = placeOf(host);
    return createCompletions({ baseUrl: `${url}/${path}`, apiKey: token, headers });
  };
}

/**
 * Posts Vertex AI's JSON over Node's own connections, and hands back an answer of success.
 * @param path below the version, from the resource that it is asked for
 * @throws an error with a code of google.rpc.Code; what broke the connection; what the signal was aborted for
 */
export type VertexPost = (path: string, body: object, asking?: Asking) => Promise<IncomingMessage>;

export function createVertexPost(env: Env = process.env): VertexPost {
  const { placeOf, token } = vertexOverHttp(env);
  return async (path, body, { headers, signal } = {}) => {
    const { url, headers: own } = placeOf(hostFor(path));
    const authorization = `Bearer ${await token()}`;
    const post = postTo(`${url}/v1/${path}`);
    const response = await post(JSON.stringify(body), { headers: { ...own, ...headers, authorization }, signal });
    if (isSuccess(response)) return response;
    throw await vertexError(await textOf(response), `${response.statusCode} ${response.statusMessage}`);
  };
}

/** Vertex AI's JSON, for what its gRPC clients have no words for. @param path below the version, from the resource that it is asked for */
export type VertexRest = (path: string, body?: object, signal?: AbortSignal) => Promise<unknown>;

export function createVertexRest(env: Env = process.env): VertexRest {
  const { placeOf, token } = vertexOverHttp(env);
  return async (path, body, signal) => {
    const { url, headers } = placeOf(hostFor(path));
    const response = await fetch(`${url}/v1/${path}`, {
      ...(signal && { signal }),
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw await vertexError(text, `${response.status} ${response.statusText}`);
  };
}

/** Where Vertex AI's JSON is, and who asks. A local cloud, which is all hosts at one address, hears which is meant as a proxy says it. */
function vertexOverHttp({ VERTEX_REST_EMULATOR_HOST: own, LANDFALL_ACCESS_TOKEN }: Env) {
  const auth = lazyToken();
  return {
    token: async (): Promise<string> => (own ? LANDFALL_ACCESS_TOKEN : await auth()) ?? 'none',
    placeOf: (host: string): { url: string; headers: Record<string, string> } =>
      own ? { url: own, headers: { 'x-forwarded-host': host } } : { url: `https://${host}`, headers: {} },
  };
}

/** Asks serve, as any caller does. @param path below its address */
export type ServeCaller = (path: string, body: string, signal?: StopSignal) => Promise<IncomingMessage>;

/** @throws ConfigError where the deployment does not say where serve is */
export function createServeCaller(
  { LANDFALL_SERVE_URL: url, LANDFALL_ACCESS_TOKEN: own }: Env = process.env,
): ServeCaller {
  const identity = lazy(async () => {
    const { GoogleAuth } = await googleAuth();
    return new GoogleAuth().getIdTokenClient(url!);
  });
  return async (path, body, signal) => {
    if (!url) throw new ConfigError(['LANDFALL_SERVE_URL is not set']);
    const authorization = own ? `Bearer ${own}` : (await (await identity()).getRequestHeaders()).get('authorization')!;
    return postTo(url + path)(body, { headers: { authorization }, ...(signal && { signal }) });
  };
}

/** The error that Vertex AI's JSON says, with a code of google.rpc.Code as its gRPC clients give. @param status of HTTP, where a proxy says it */
export async function vertexError(text: string, status = 'an error without a message'): Promise<Error> {
  const { message = status, status: name = 'UNKNOWN' } = errorIn(text);
  return Object.assign(new Error(message), { code: (await grpc()).status[name] });
}

/** What Google says of an error, where it is Google that answers and no proxy before it. */
function errorIn(text: string): { message?: string; status?: keyof typeof import('@grpc/grpc-js').status } {
  try {
    return (JSON.parse(text) as { error?: object }).error ?? {};
  } catch {
    return {};
  }
}

/** Sends an ExportTraceServiceRequest of OTLP as JSON: docs.cloud.google.com/stackdriver/docs/reference/telemetry/v1.traces.post */
export function createTraceExport(env: Env = process.env): (request: object) => Promise<void> {
  const own = env.TELEMETRY_EMULATOR_HOST;
  const auth = lazyToken();
  return async (request) => {
    const response = await fetch(`${own ?? 'https://telemetry.googleapis.com'}/v1/traces`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${own ? env.LANDFALL_ACCESS_TOKEN : await auth()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    if (response.ok) return;
    const { message = `${response.status} ${response.statusText}` } = errorIn(text);
    // What is malformed is so the next time, too; a right that is missing may be granted.
    throw new (response.status === 400 ? PermanentError : RetryableError)(`sending spans: ${message}`);
  };
}

/** The client for a resource of Vertex AI, by the resource's name. */
export type ClientFor<C> = (name: string) => C | Promise<C>;

export const createTuningClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/gen_ai_tuning_service_client.js')).GenAiTuningServiceClient,
    config,
    env,
  );

export const createExperimentClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/metadata_service_client.js')).MetadataServiceClient,
    config,
    env,
  );

export const createTensorboardClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/tensorboard_service_client.js')).TensorboardServiceClient,
    config,
    env,
  );

export const createPredictionClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/prediction_service_client.js')).PredictionServiceClient,
    config,
    env,
  );

export const createTokenClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/llm_utility_service_client.js')).LlmUtilityServiceClient,
    config,
    env,
  );

export const createJobClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () => (await import('@google-cloud/aiplatform/build/src/v1/job_service_client.js')).JobServiceClient,
    config,
    env,
  );

export const createEndpointClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1/endpoint_service_client.js')).EndpointServiceClient,
    config,
    env,
  );

export const createModelClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () => (await import('@google-cloud/aiplatform/build/src/v1/model_service_client.js')).ModelServiceClient,
    config,
    env,
  );

/** Open models are tuned, and their weights deployed, through v1beta1 alone. */
export const createOpenTuningClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1beta1/gen_ai_tuning_service_client.js'))
        .GenAiTuningServiceClient,
    config,
    env,
  );

export const createGardenClients = (config: Config, env: Env = process.env) =>
  perLocation(
    async () =>
      (await import('@google-cloud/aiplatform/build/src/v1beta1/model_garden_service_client.js'))
        .ModelGardenServiceClient,
    config,
    env,
  );

type Options = Awaited<ReturnType<typeof vertexOptions>>;

/** Every location has a host of its own, and so a client, made when the first of its resources is asked for. */
function perLocation<Client extends new (options: Options) => object>(
  load: () => Promise<Client>,
  { project }: Config,
  env: Env,
): ClientFor<InstanceType<Client>> {
  const clients = new Map<string, () => Promise<InstanceType<Client>>>();
  return (name) => {
    const host = hostFor(name);
    const make = async () => new (await load())(await vertexOptions(project, host, env));
    const client = clients.get(host) ?? lazy(make as () => Promise<InstanceType<Client>>);
    clients.set(host, client);
    return client();
  };
}

/** Of the location that a resource is in. @throws PermanentError where it is in none */
function hostFor(name: string): string {
  const location = locationIn(name);
  if (!location) throw new PermanentError(`"${name}" is not in any location of Vertex AI`);
  return hostOf(location);
}

/** A local cloud has one address for all locations: it hears in the authority which host is meant. */
const vertexOptions = async (projectId: string, host: string, { VERTEX_EMULATOR_HOST }: Env) => ({
  projectId,
  apiEndpoint: host,
  ...(VERTEX_EMULATOR_HOST && { ...(await grpcOptions(VERTEX_EMULATOR_HOST)), 'grpc.default_authority': host }),
});

/** Nothing in the cloud; plain text to the port that stands for this identity in a local one. */
async function grpcOptions(host: string | undefined) {
  if (!host) return {};
  const { hostname, port } = new URL(`http://${host}`);
  return { apiEndpoint: hostname, port: Number(port), sslCreds: (await grpc()).credentials.createInsecure() };
}

const grpc = () => import('@grpc/grpc-js');
const googleAuth = () => import('google-auth-library');

/** A token of the function's own account. */
function lazyToken(): () => Promise<string | null | undefined> {
  const auth = lazy(async () => {
    const { GoogleAuth } = await googleAuth();
    return new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  });
  return async () => (await auth()).getAccessToken();
}

/** A line of the log, as Cloud Logging keeps it. */
export interface LoggedEntry {
  timestamp: string;
  severity?: string;
  textPayload?: string;
  jsonPayload?: Record<string, unknown>;
  resource: { labels: Record<string, string> };
}

export interface LogPage {
  entries?: LoggedEntry[];
  nextPageToken?: string;
}

/**
 * Asks Cloud Logging: docs.cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list. A project may ask sixty times a minute.
 * @throws RetryableError when it does not answer
 */
export function createLogReader({ project }: Config, env: Env = process.env): (request: object) => Promise<LogPage> {
  const own = env.LOGGING_EMULATOR_HOST;
  const auth = lazyToken();
  return async (request) => {
    const response = await fetch(`${own ?? 'https://logging.googleapis.com'}/v2/entries:list`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${own ? env.LANDFALL_ACCESS_TOKEN : await auth()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ resourceNames: [`projects/${project}`], ...request }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as LogPage;
    throw new RetryableError(`reading the log: ${errorIn(text).message ?? response.statusText}`);
  };
}

/** Takes what waits on a subscription, and acknowledges it: attributes of messages, none when nothing comes for a while. */
export function createPull(
  { project }: Config,
  env: Env = process.env,
): (name: string) => Promise<Record<string, string>[]> {
  const subscriber = lazy(async () => {
    const library = await import('@google-cloud/pubsub/build/src/v1/subscriber_client.js');
    return new library.SubscriberClient({ projectId: project, ...(await grpcOptions(env.PUBSUB_EMULATOR_HOST)) });
  });
  return async (name) => {
    const subscription = `projects/${project}/subscriptions/${name}`;
    const client = await subscriber();
    const { DEADLINE_EXCEEDED } = (await grpc()).status;
    const [{ receivedMessages }] = await client
      .pull({ subscription, maxMessages: 1000 }, { timeout: 30_000, retry: null })
      .catch((error: { code?: number }) => {
        if (error.code === DEADLINE_EXCEEDED) return [{ receivedMessages: [] }] as const;
        throw error;
      });
    const received = receivedMessages ?? [];
    const ackIds = received.map(({ ackId }) => ackId!);
    if (ackIds.length > 0) await client.acknowledge({ subscription, ackIds });
    return received.map(({ message }) => message?.attributes ?? {});
  };
}
