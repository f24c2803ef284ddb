/** The deployment that console is a part of, as operations/ knows one: read and written as console's own account. */
import { locationIn } from '../../core/vertex-locations';
import type { Cloud, LogEntry } from '../../operations/cloud';
import type { Config } from '../shared/stage/config';
import {
  createBigQuery,
  createLogReader,
  createPull,
  createStorage,
  createVertexRest,
  type LoggedEntry,
} from '../shared/stage/clients';
import type { StageDeps } from '../shared/stage/stage';
import type { ConsoleDeps, LogQuestion } from './deps';

export interface Deployment {
  cloud: Cloud;
  readLog: ConsoleDeps['readLog'];
  /** Attributes of what waits on a subscription. */
  pull: ReturnType<typeof createPull>;
}

/** Entries that one question to Cloud Logging brings at the most. */
const pageSize = 1000;

export function createDeployment(config: Config, publish: StageDeps['publish']): Deployment {
  const { project, region, landingBucket, artifactsBucket, servingBucket } = config;
  const readLog = createLogReader(config);
  const vertex = createVertexRest();
  const cloud: Cloud = {
    status: {
      project,
      region,
      buckets: { landing: landingBucket, artifacts: artifactsBucket, serving: servingBucket },
    },
    storage: createStorage(config),
    bigquery: createBigQuery(config),
    publish,
    now: () => Date.now(),
    // Of a model of another service it is not known here: nobody has told it that service's key.
    async hasEndpoint(name, within = 60_000) {
      if (locationIn(name) === undefined) throw new Error(`${name} is no endpoint of Vertex AI`);
      try {
        await vertex(name, undefined, AbortSignal.timeout(within));
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === 5) return false;
        throw error;
      }
    },
    async *logs({ stage, run, since }) {
      const filter = filterOf({ stage, run, since });
      let pageToken: string | undefined;
      do {
        const { entries = [], nextPageToken } = await readLog({
          filter,
          pageSize,
          orderBy: 'timestamp asc',
          pageToken,
        });
        yield* entries.map(asPrinted);
        pageToken = nextPageToken;
      } while (pageToken);
    },
  };
  return {
    cloud,
    async readLog({ token, count, ...asked }) {
      const { entries = [], nextPageToken } = await readLog({
        filter: filterOf(asked),
        pageSize: count,
        orderBy: 'timestamp desc',
        pageToken: token,
      });
      return { entries: entries.map(asPrinted), ...(nextPageToken && { next: nextPageToken }) };
    },
    pull: createPull(config),
  };
}

/** As https://docs.cloud.google.com/logging/docs/view/logging-query-language has it. */
const filterOf = ({
  stage,
  run,
  severity,
  since,
  until,
}: Partial<Omit<LogQuestion, 'token' | 'count'>> & { since?: string }): string =>
  [
    'resource.type = "cloud_run_revision"',
    ...(stage ? [`resource.labels.service_name = ${JSON.stringify(stage)}`] : []),
    ...(run ? [`jsonPayload.run = ${JSON.stringify(run)}`] : []),
    ...(severity ? [`severity >= ${severity}`] : []),
    ...(since ? [`timestamp >= ${JSON.stringify(since)}`] : []),
    ...(until ? [`timestamp <= ${JSON.stringify(until)}`] : []),
  ].join(' AND ');

/** An entry as the function has printed it. */
const asPrinted = ({ timestamp, severity, textPayload, jsonPayload, resource }: LoggedEntry): LogEntry => ({
  message: textPayload ?? '',
  ...jsonPayload,
  severity: severity ?? 'DEFAULT',
  time: timestamp,
  stage: resource.labels['service_name'],
});
