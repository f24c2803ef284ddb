/** How a local cloud is started. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../core/root';

export interface LocalCloudOptions {
  /** HTTP port; Pub/Sub's and Vertex AI's gRPC ports are the next two. 0 for any free ones. */
  port: number;
  /** Where all state is kept. */
  directory: string;
  project: string;
  region: string;
  /** How long a minute of Cloud Scheduler lasts, in milliseconds. */
  minuteMilliseconds: number;
  /** How long a granted or revoked role takes to have an effect, in milliseconds. */
  iamDelayMilliseconds: number;
  /** `HOST:PORT` of Google's Pub/Sub emulator, to be used in place of the built-in Pub/Sub. */
  pubsubEmulator?: string;
  /** Folder of the pipeline folders, when it is not the repository's. */
  pipelines?: string;
  /** How far its clock, and that of every function, is ahead of this machine's. */
  clockOffsetMilliseconds: number;
  /** Pipelines that go on with a successor at the first application, when their base model has ended. */
  replaceRetired: string[];
}

/** @throws Error naming the argument that makes no sense */
export function parseOptions(argv: string[], env: NodeJS.ProcessEnv = process.env): LocalCloudOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string', default: '8080' },
      directory: { type: 'string', default: join(repositoryRoot(), '.landfall') },
      project: { type: 'string', default: 'landfall-local' },
      region: { type: 'string', default: 'us-central1' },
      minute: { type: 'string', default: '2' },
      'iam-delay': { type: 'string', default: env['LANDFALL_IAM_DELAY'] ?? '0' },
      'pubsub-emulator': { type: 'string' },
      pipelines: { type: 'string' },
      'clock-offset': { type: 'string', default: '0' },
      'replace-retired': { type: 'string', multiple: true, default: [] },
    },
  });
  const port = Number(values.port);
  // The two gRPC ports follow the HTTP port.
  if (!Number.isInteger(port) || port < 0 || port > 65_533) throw new Error(`--port ${values.port} is no port`);
  const seconds = Number(values.minute);
  if (!(seconds > 0)) throw new Error(`--minute ${values.minute} is not a number of seconds above 0`);
  const delay = Number(values['iam-delay']);
  if (!(delay >= 0)) throw new Error(`--iam-delay ${values['iam-delay']} is not a number of seconds`);
  const clockOffsetMilliseconds = Number(values['clock-offset']);
  if (!Number.isInteger(clockOffsetMilliseconds)) {
    throw new Error(`--clock-offset ${values['clock-offset']} is not a whole number of milliseconds`);
  }
  return {
    port,
    directory: resolve(values.directory),
    project: values.project,
    region: values.region,
    minuteMilliseconds: seconds * 1000,
    iamDelayMilliseconds: delay * 1000,
    clockOffsetMilliseconds,
    replaceRetired: values['replace-retired'],
    ...(values['pubsub-emulator'] && { pubsubEmulator: values['pubsub-emulator'] }),
    ...(values.pipelines && { pipelines: resolve(values.pipelines) }),
  };
}
