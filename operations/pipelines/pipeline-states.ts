/** How each pipeline stands: its folder, what serves it, and its last run. */
import type { Waiting } from '../../core/approval';
import {
  configurationPath,
  readConfigurationPath,
  readProductionPath,
  waitingPath,
  type AskedRun,
  type RunName,
} from '../../core/ledger-layout';
import type { Problem } from '../../core/problem';
import { isOpen } from '../../core/retraining/request';
import type { RunStatus } from '../../core/stages';
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

/** What of all pipelines together says how each stands. */
export interface PipelinesStanding {
  /** Runs, the one begun last last. */
  runs: RunName[];
  /** Runs that wait for a person. */
  waiting: AskedRun[];
}

/** In the order of their names. */
export async function readPipelineStates(cloud: Cloud): Promise<PipelineState[]> {
  const ledger = createLedger(cloud);
  const [runs, waiting] = await Promise.all([ledger.listRuns(), ledger.listWaitingRuns()]);
  const names = await listKnownPipelines(cloud, runs);
  return Promise.all(names.map((name) => readPipelineState(cloud, name, { runs, waiting })));
}

/** Those that have a folder, production, or a run, in the order of their names. */
export async function listKnownPipelines(cloud: Cloud, runs: RunName[]): Promise<string[]> {
  const [files] = await cloud.storage.bucket(cloud.status.buckets.artifacts).getFiles({ prefix: 'pipelines/' });
  const known = files.flatMap(({ name }) => readConfigurationPath(name) ?? readProductionPath(name) ?? []);
  return [...new Set([...known, ...runs.map(({ pipeline }) => pipeline)])].toSorted();
}

export async function readPipelineState(
  cloud: Cloud,
  name: string,
  standing: PipelinesStanding,
): Promise<PipelineState> {
  const ledger = createLedger(cloud);
  const last = standing.runs.findLast(({ pipeline }) => pipeline === name);
  const waiting = standing.waiting.filter(({ pipeline }) => pipeline === name);
  return { ...(await readState(cloud, ledger, name, last)), waiting: await readWaiting(ledger, waiting) };
}

const readWaiting = (ledger: Ledger, asked: AskedRun[]): Promise<PipelineState['waiting']> =>
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
