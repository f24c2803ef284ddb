/**
 * serve as it is deployed, under the Functions Framework as Cloud Run starts it, with Cloud Storage beside it and a reader of what it
 * prints in the place of Cloud Run's. The local cloud's front end is left out: Google's own is in its place in the cloud.
 */
import express from 'express';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Storage } from '@google-cloud/storage';
import { loadCatalog } from '../../catalog';
import { productionPath, runPath } from '../../core/ledger-layout';
import { parsePrompt } from '../../core/prompt';
import { repositoryRoot } from '../../core/root';
import { allowAll } from '../../local/iam/access';
import { openState } from '../../local/state';
import { createStorage } from '../../local/storage';
import type { Production, Run } from '../../schemas/generated/types';
import { isPipelineSpec } from '../../schemas/generated/validators';
import { ended, freePort, untilAnswers } from './processes';
import type { Target } from './target';

export interface Serve extends Target {
  /** Ids of the answers that are on record. */
  recorded(): Promise<Set<string>>;
}

const root = repositoryRoot();
const bucket = 'bench-artifacts';

/** Behind the pipeline: base models of the catalog, each with where it answers. */
export const answering = {
  openai: { base: 'gpt-4.1-mini-2025-04-14', endpoint: 'gpt-4.1-mini-2025-04-14' },
  gemini: { base: 'gemini-3.5-flash-lite', endpoint: 'projects/bench/locations/us-central1/endpoints/1' },
};
type Answering = (typeof answering)[keyof typeof answering];

/** What serve finds around it: a bucket with a pipeline in production, as its environment says it. */
export interface Surroundings {
  directory: string;
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** @param model where the model behind the pipeline is */
export async function surround(model: string, by: Answering = answering.openai): Promise<Surroundings> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  const storage = await startStorage(directory);
  await putPipeline(storage.url, by);
  return {
    directory,
    environment: { ...environment(storage.url, model) },
    async stop() {
      await storage.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const require = createRequire(join(root, 'package.json'));
const framework = join(dirname(require.resolve('@google-cloud/functions-framework')), 'main.js');

/** Starts a function as Cloud Run does. @param source folder of what is built. @param output where it prints */
export function startFunction(
  target: string,
  source: string,
  { port, environment, output }: { port: number; environment: Record<string, string>; output: number | 'ignore' },
  nodeArguments: string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...nodeArguments, framework, '--target', target, '--source', source], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', output, 'inherit'],
  });
}

export const builtFunction = (name: string): string => join(root, 'dist/functions', name);

/** @param model where the model behind it is. @param nodeArguments for its process, such as those that profile it */
export async function startServe(model: string, nodeArguments: string[] = []): Promise<Serve> {
  const surroundings = await surround(model);
  const output = join(surroundings.directory, 'output.jsonl');
  // It prints into a pipe that another process reads, as in a container.
  const pipe = join(surroundings.directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe], { stdio: ['ignore', openSync(output, 'w'), 'inherit'] });
  const printed = openSync(pipe, 'w');
  const port = await freePort();
  const { environment } = surroundings;
  const child = startFunction('serve', builtFunction('serve'), { port, environment, output: printed }, nodeArguments);
  closeSync(printed);
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/health`, child);
  return {
    name: 'serve',
    url,
    headers: {},
    pid: child.pid!,
    async recorded() {
      const ids = new Set<string>();
      for await (const line of createInterface({ input: createReadStream(output) })) {
        const { event } = JSON.parse(line) as { event?: { id: string } };
        if (event) ids.add(event.id);
      }
      return ids;
    },
    async stop() {
      await ended(child);
      await ended(reader);
      await surroundings.stop();
    },
  };
}

const environment = (storage: string, model: string): Record<string, string> => ({
  LANDFALL_PROJECT: 'bench',
  LANDFALL_REGION: 'us-central1',
  LANDFALL_STAGE: 'serve',
  LANDFALL_LANDING_BUCKET: 'bench-landing',
  LANDFALL_ARTIFACTS_BUCKET: bucket,
  LANDFALL_SERVING_BUCKET: 'bench-serving',
  LANDFALL_DATASET: 'landfall',
  LANDFALL_STAGING_DATASET: 'landfall_staging',
  LANDFALL_TRAINING_DATASET: 'landfall_training',
  LANDFALL_TOPICS: '{}',
  LANDFALL_CODE_VERSION: 'bench',
  LANDFALL_TRACE_RATIO: '0.1',
  METADATA_SERVER_DETECTION: 'none',
  STORAGE_EMULATOR_HOST: storage,
  LANDFALL_ACCESS_TOKEN: 'bench',
  OPENAI_API_KEY: 'bench',
  OPENAI_EMULATOR_HOST: model,
  VERTEX_REST_EMULATOR_HOST: model,
});

async function startStorage(directory: string) {
  const state = openState(join(directory, 'state'));
  const opened = createStorage({ state, directory, access: allowAll, publish: () => Promise.resolve() });
  const server = createServer(express().use(opened.router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await opened.close();
      await state.close();
    },
  };
}

/** A pipeline in production. */
async function putPipeline(url: string, { base, endpoint }: Answering): Promise<void> {
  const example = <T>(name: string): T =>
    JSON.parse(readFileSync(join(root, 'schemas/examples', `${name}.json`), 'utf8')) as T;
  const run = example<Run & { configuration: NonNullable<Run['configuration']> }>('run');
  // A compiled pipeline has every default filled in; the validator does that.
  isPipelineSpec(run.configuration.pipeline);
  Object.assign(run.configuration, { baseModels: { [base]: loadCatalog(root)[base] } });
  const production = example<Production>('production');
  const { digest } = parsePrompt(run.configuration.prompt);
  const serving = [{ endpoint, share: 1 }];
  const client = new Storage({ projectId: 'bench', apiEndpoint: url });
  await client.createBucket(bucket);
  await client.createBucket('bench-serving');
  const put = (path: string, value: object): Promise<void> =>
    client.bucket(bucket).file(path).save(JSON.stringify(value));
  await put(runPath(run), run);
  await put(productionPath(run.pipeline), {
    ...production,
    run: run.run,
    base,
    model: base,
    serving,
    promptDigest: digest,
  });
}
