/** A local cloud with the handbook in its corpus, dropped and indexed as a person's is, and the shipped retrieval before it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCloud, type LocalCloud } from '../../cli/cloud';
import { startCloud } from '../../cli/supervise';
import { shippedScore } from '../../core/grounding/injection/shipped';
import { corpusStatePath } from '../../core/ledger-layout';
import { repositoryRoot } from '../../core/root';
import { passagesTable } from '../../functions/shared/grounding/passages-table';
import type { GroundingDeps } from '../../functions/shared/grounding/grounding';
import { createEmbedding } from '../../functions/shared/models/vertex/embedding';
import { createPredictionClients } from '../../functions/shared/stage/clients';
import type { Config } from '../../functions/shared/stage/config';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createObjects } from '../../functions/shared/stage/objects';
import { createWarehouse } from '../../functions/shared/warehouse/warehouse';
import type { CorpusState } from '../../schemas/generated/types';
import { handbook } from './questions';

export const corpus = 'support-policies';

/** A page takes a second or two, several at a time. */
const mostSeconds = 300;

export interface CorpusCloud {
  cloud: LocalCloud;
  state: CorpusState;
  deps: GroundingDeps;
  /** From the first drop until all pages are found. */
  seconds: number;
  close(): Promise<void>;
}

export async function openCorpusCloud(): Promise<CorpusCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  process.env['LANDFALL_DIRECTORY'] = directory;
  process.env['METADATA_SERVER_DETECTION'] ??= 'none'; // there is no metadata server to ask who we are
  const supervised = await startCloud({ port: '0' });
  const close = async () => {
    await supervised.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const cloud = createCloud(supervised.status);
    const deps = await groundingDepsOf(cloud);
    const begun = performance.now();
    const state = await dropHandbook(cloud, deps);
    return { cloud, state, deps, seconds: (performance.now() - begun) / 1000, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the shipped retrieval works with, of a local cloud. */
export async function groundingDepsOf(cloud: LocalCloud): Promise<GroundingDeps> {
  const { project, region, endpoints, buckets } = cloud.status;
  const objects = createObjects(cloud.storage);
  const clock = { now: () => new Date(), sleep: (milliseconds: number) => delay(milliseconds), every: () => () => {} };
  const config = { project, region } as Config;
  const env = { VERTEX_EMULATOR_HOST: endpoints.vertexGrpc.replace(/^\w+:\/\//, '') };
  const embedding = createEmbedding(createPredictionClients(config, env), config);
  return {
    objects,
    ledger: createLedger({ objects, bucket: buckets.artifacts }),
    clock,
    warehouse: createWarehouse({ bigquery: () => cloud.bigquery(), location: region, clock }),
    embeddingOf: () => embedding,
    passagesTable: passagesTable({ project, dataset: 'landfall' }),
    injectionScore: shippedScore,
  };
}

async function dropHandbook({ storage, status }: LocalCloud, { objects, ledger }: GroundingDeps): Promise<CorpusState> {
  const folder = join(repositoryRoot(), handbook);
  const pages = readdirSync(folder);
  await Promise.all(
    pages.map((page) =>
      storage
        .bucket(status.buckets.landing)
        .file(`${corpus}/bench/${page}`)
        .save(readFileSync(join(folder, page)), { resumable: false }),
    ),
  );
  for (let waited = 0; waited < mostSeconds; waited += 0.5) {
    const found = await objects.read(ledger.artifactUri(corpusStatePath(corpus)));
    const state = found && (JSON.parse(found.text) as CorpusState);
    if (state?.files.length === pages.length) return state;
    await delay(500);
  }
  throw new Error(`after ${mostSeconds} s the corpus does not hold all ${pages.length} pages`);
}
