/** A deployment as whoever looks into it, or decides on it, knows it: its places, its clients, its clock, and its log. */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import type { GenAiTuningServiceClient } from '@google-cloud/aiplatform/build/src/v1/gen_ai_tuning_service_client';
import type { BigQuery } from '@google-cloud/bigquery';
import type { PublisherClient } from '@google-cloud/pubsub/build/src/v1/publisher_client';
import type { Storage } from '@google-cloud/storage';

/** Google's clients, those that may not be needed made when they are first asked for. */
export interface GoogleClients {
  storage: Storage;
  bigquery(): Promise<BigQuery>;
  publisher(): Promise<PublisherClient>;
  /** @param location of Vertex AI, each of which has a host of its own */
  tuning(location: string): Promise<GenAiTuningServiceClient>;
  endpoints(location: string): Promise<EndpointServiceClient>;
  /**
   * Whether Vertex AI has an endpoint, or OpenAI a model, of this name. Asked over REST: the client takes a second to load, which nobody has who goes back.
   * @param within milliseconds to wait for an answer
   * @throws whatever else than yes or no is answered
   */
  hasEndpoint(name: string, within?: number): Promise<boolean>;
  /** Of a tuned model that answers under its own name, at no endpoint, or of a copy on Vertex AI; one that is gone is passed over. */
  removeModel(name: string): Promise<void>;
}

export interface LogEntry {
  severity: string;
  message: string;
  time: string;
  stage?: string;
  pipeline?: string;
  run?: string;
  [field: string]: unknown;
}

export interface Cloud extends GoogleClients {
  status: {
    project: string;
    region: string;
    buckets: { landing: string; artifacts: string; serving: string };
  };
  /** Its own time, in milliseconds since 1970. */
  now(): number;
  /** Log entries as they come (with `follow`), or those so far. */
  logs(
    filter: { stage?: string; run?: string; since?: string; follow?: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<LogEntry>;
}
