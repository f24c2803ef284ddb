/** Reads the run ledger through Google's own storage client, as the owner of the project. */
import type { Bucket } from '@google-cloud/storage';
import type { Production, Run, StageResult } from '../schemas/generated/types';
import type { Cloud } from './cloud';

export interface RunKey {
  pipeline: string;
  run: string;
}

export interface RunReader {
  record: Run;
  /** The stages' results found until now; a result once read is not read again. */
  readResults(): Promise<Map<string, StageResult>>;
}

export interface Ledger {
  listRuns(): Promise<RunKey[]>;
  openRun(key: RunKey): Promise<RunReader>;
  /** The run whose trigger is this batch, when it has begun. */
  findRunOfBatch(pipeline: string, batch: string): Promise<RunKey | undefined>;
  readProduction(pipeline: string): Promise<Production | undefined>;
  /** An object of the artifacts bucket as text, by its gs:// path or its name; undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
}

export function createLedger(cloud: Cloud): Ledger {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const triggers = new Map<string, string[]>();

  const listRunsOf = async (prefix: string): Promise<RunKey[]> => {
    const names = await listNames(bucket, prefix);
    return names.flatMap((name) => {
      const [, pipeline, run] = /^runs\/([^/]+)\/([^/]+)\/run\.json$/.exec(name) ?? [];
      return pipeline && run ? [{ pipeline, run }] : [];
    });
  };
  const readText = async (path: string): Promise<string | undefined> => {
    try {
      const name = path.replace(/^gs:\/\/[^/]+\//, '');
      const [content] = await bucket.file(name).download();
      return content.toString('utf8');
    } catch (error) {
      if ((error as { code?: number }).code === 404) return undefined;
      throw error;
    }
  };
  const readJson = async <T>(path: string): Promise<T | undefined> => {
    const text = await readText(path);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  const readRecord = async ({ pipeline, run }: RunKey): Promise<Run> => {
    const record = await readJson<Run>(`runs/${pipeline}/${run}/run.json`);
    if (!record) throw new Error(`runs/${pipeline}/${run}/run.json is gone`);
    return record;
  };

  return {
    listRuns: () => listRunsOf('runs/'),
    async openRun(key) {
      const results = new Map<string, StageResult>();
      const prefix = `runs/${key.pipeline}/${key.run}/`;
      return {
        record: await readRecord(key),
        async readResults() {
          for (const name of await listNames(bucket, prefix)) {
            const stage = /^([^/]+)\/result\.json$/.exec(name.slice(prefix.length))?.[1];
            if (!stage || results.has(stage)) continue;
            const result = await readJson<StageResult>(name);
            if (result) results.set(stage, result);
          }
          return results;
        },
      };
    },
    async findRunOfBatch(pipeline, batch) {
      for (const key of await listRunsOf(`runs/${pipeline}/`)) {
        const names = triggers.get(key.run) ?? (await readRecord(key)).trigger.objects.map(({ name }) => name);
        triggers.set(key.run, names);
        if (names.some((name) => name.startsWith(`${pipeline}/${batch}/`))) return key;
      }
      return undefined;
    },
    readProduction: (pipeline) => readJson<Production>(`pipelines/${pipeline}/production.json`),
    readText,
  };
}

async function listNames(bucket: Bucket, prefix: string): Promise<string[]> {
  const [files] = await bucket.getFiles({ prefix });
  return files.map(({ name }) => name);
}
