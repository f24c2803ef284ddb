/** How each pipeline stands: its folder, what serves it, and its last run. */
import type { Waiting } from '../../core/approval';
import {
  approvalPath,
  configurationPath,
  readConfigurationPath,
  readProductionPath,
  readRunPath,
  resultPath,
  runsPrefix,
  waitingPath,
  type Approvable,
  type RunName,
} from '../../core/ledger-layout';
import type { Problem } from '../../core/problem';
import { isOpen } from '../../core/retraining/request';
import { lastStage, type RunStatus } from '../../core/stages';
import type { Configuration, Production, RetrainingRequest } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { createLedger, type Ledger } from '../ledger/ledger';
import { readRetraining } from './retraining';
import { deriveRun } from '../runs/run-view';

export interface PipelineState {
  name: string;
  /** `removed` has no folder any more, but what its runs have made is still there. */
  status: 'in production' | 'not in production' | 'does not compile' | 'removed';
  sources: string[];
  /** Why it does not compile, as it was when a drop last looked. */
  problems?: Problem[];
  production?: Production;
  lastRun?: { run: string; status: RunStatus; createdAt: string };
  /** Requests to retrain it that are not settled. */
  retraining: RetrainingRequest[];
  /** Runs about which a person is asked: whether their candidate is wanted, or their canary. */
  waiting: (Waiting & { run: string })[];
}

type Asked = RunName & { of: Approvable };

/** In the order of their names. */
export async function readPipelineStates(cloud: Cloud): Promise<PipelineState[]> {
  const ledger = createLedger(cloud);
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const [[compiled], [records]] = await Promise.all([
    bucket.getFiles({ prefix: 'pipelines/' }),
    bucket.getFiles({ prefix: runsPrefix() }),
  ]);
  const latest = new Map<string, { key: RunName; at: string }>();
  const there = new Set(records.map(({ name }) => name));
  const waiting: Asked[] = [];
  for (const { name, metadata } of records) {
    const key = readRunPath(name);
    const of = key && undecidedIn(key, there);
    if (of) waiting.push({ ...key, of });
    const at = metadata.timeCreated ?? '';
    if (key && at > (latest.get(key.pipeline)?.at ?? '')) latest.set(key.pipeline, { key, at });
  }
  const known = compiled.flatMap(({ name }) => readConfigurationPath(name) ?? readProductionPath(name) ?? []);
  const names = [...new Set([...known, ...latest.keys()])].toSorted();
  return Promise.all(
    names.map(async (name) => ({
      ...(await readState(cloud, ledger, name, latest.get(name)?.key)),
      waiting: await readWaiting(
        ledger,
        waiting.filter(({ pipeline }) => pipeline === name),
      ),
    })),
  );
}

/** What a run asks a person; one that was answered, or has ended, meanwhile has more objects. */
const undecidedIn = (run: RunName, there: Set<string>): Approvable | undefined =>
  (['approval', 'canary'] as const).find(
    (of) =>
      there.has(waitingPath(run, of)) && !there.has(approvalPath(run, of)) && !there.has(resultPath(run, lastStage)),
  );

const readWaiting = (ledger: Ledger, asked: Asked[]): Promise<PipelineState['waiting']> =>
  Promise.all(
    asked.map(async ({ of, ...key }) => ({
      ...(JSON.parse((await ledger.readText(waitingPath(key, of)))!) as Waiting),
      run: key.run,
    })),
  );

async function readState(
  cloud: Cloud,
  ledger: Ledger,
  name: string,
  last?: RunName,
): Promise<Omit<PipelineState, 'waiting'>> {
  const [text, { requests }, production, lastRun] = await Promise.all([
    ledger.readText(configurationPath(name)),
    readRetraining(ledger, name),
    ledger.readProduction(name),
    last && readLast(cloud, ledger, last),
  ]);
  const configuration = text === undefined ? undefined : (JSON.parse(text) as Configuration | { problems: Problem[] });
  const problems = configuration && 'problems' in configuration ? configuration.problems : undefined;
  const serves = production ? 'in production' : 'not in production';
  return {
    name,
    status: problems ? 'does not compile' : configuration ? serves : 'removed',
    sources: configuration && 'pipeline' in configuration ? Object.keys(configuration.pipeline.sources) : [],
    ...(problems && { problems }),
    production,
    lastRun,
    retraining: requests.filter(isOpen),
  };
}

async function readLast(cloud: Cloud, ledger: Ledger, key: RunName): Promise<PipelineState['lastRun']> {
  const reader = await ledger.openRun(key);
  const { run, status, createdAt } = deriveRun(
    { record: reader.record, results: await reader.readResults() },
    cloud.now(),
  );
  return { run, status, createdAt };
}
