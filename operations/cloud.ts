/** A deployment as whoever looks into it, or decides on it, knows it: its places, its clients, its clock, and its log. */
import type { BigQuery } from '@google-cloud/bigquery';
import type { Storage } from '@google-cloud/storage';
import type { Event } from '../core/event';

export interface LogEntry {
  severity: string;
  message: string;
  time: string;
  stage?: string;
  pipeline?: string;
  run?: string;
  [field: string]: unknown;
}

export interface Cloud {
  status: {
    project: string;
    region: string;
    buckets: { landing: string; artifacts: string; serving: string };
  };
  storage: Storage;
  /** Made when it is first asked for. */
  bigquery(): Promise<BigQuery>;
  /** Resolves when Pub/Sub has it. */
  publish(event: Event): Promise<void>;
  /**
   * Whether Vertex AI has an endpoint, or OpenAI a model, of this name.
   * @param within milliseconds to wait for an answer
   * @throws whatever else than yes or no is answered
   */
  hasEndpoint(name: string, within?: number): Promise<boolean>;
  /** Its own time, in milliseconds since 1970. */
  now(): number;
  /** Log entries as they come (with `follow`), or those so far. */
  logs(
    filter: { stage?: string; run?: string; since?: string; follow?: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<LogEntry>;
}
