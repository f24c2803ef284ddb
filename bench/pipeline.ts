/** The sample from its landing to a deployed model, in a local cloud of its own: where the time and the memory go. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud } from '../cli/cloud';
import { followRun, waitForRun } from '../operations/runs/follow';
import { createLedger } from '../operations/ledger/ledger';
import { dropSample } from '../cli/sample';
import { summarize, type RunSummary } from '../operations/runs/summary';
import { startCloud } from '../cli/supervise';
import { repositoryRoot } from '../core/root';
import type { StageResult } from '../schemas/generated/types';
import { measureEventHops } from './event-hop';
import type { Figure } from './figure';
import { sampleMemory } from './process-memory';

const pipeline = 'email-summary';

/** Everything except training and generation may take this long, in seconds. */
const overheadBudget = 15;

export async function benchPipeline(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  process.env['LANDFALL_DIRECTORY'] = directory;
  const begun = performance.now();
  const supervised = await startCloud({ port: '0' });
  const startSeconds = (performance.now() - begun) / 1000;
  const memory = existsSync('/proc/self/status') ? sampleMemory(supervised.status.pid) : undefined;
  try {
    const cloud = createCloud(supervised.status);
    const sample = await dropSample(cloud, pipeline, join(repositoryRoot(), 'pipelines', pipeline));
    const key = await waitForRun(cloud, pipeline, sample.batch);
    const summary = summarize(await followRun(cloud, key));
    if (summary.status === 'failed') throw new Error(`the run failed: ${summary.error?.message}`);
    const reader = await createLedger(cloud).openRun(key);
    const hops = await measureEventHops({
      project: supervised.status.project,
      endpoint: supervised.status.endpoints.pubsubGrpc,
    });
    const figures = [
      ...timeFigures(summary, [...(await reader.readResults()).values()], startSeconds),
      { name: 'event hop, warm subscriber, median', value: median(hops), unit: 'ms' },
      { name: 'event hop, warm subscriber, longest', value: Math.max(...hops), unit: 'ms' },
    ];
    return [...figures, ...memoryFigures(memory?.stop() ?? new Map())];
  } finally {
    memory?.stop();
    await supervised.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Seconds per stage against the run, what is neither training nor generation (the cloud's start included), and the hops. */
export function timeFigures(summary: RunSummary, results: StageResult[], startSeconds: number): Figure[] {
  const { seconds, stages } = summary;
  const training = Math.max(0, ...summary.candidates.map((candidate) => candidate.seconds ?? 0));
  const generation = stages['evaluate'] ?? 0;
  const overhead = startSeconds + seconds - training - generation;
  const hops = hopMilliseconds(results);
  return [
    { name: 'local cloud up', value: startSeconds, unit: 's' },
    { name: 'run', value: seconds, unit: 's' },
    ...Object.entries(stages).map(([name, value]) => ({
      name,
      value,
      unit: 's',
      ratio: value / seconds,
      against: 'run',
    })),
    { name: 'slowest training', value: training, unit: 's', ratio: training / seconds, against: 'run' },
    {
      name: 'all but training and generation',
      value: overhead,
      unit: 's',
      ratio: overhead / overheadBudget,
      against: `budget of ${overheadBudget} s`,
    },
    ...(hops.length > 0 ? [{ name: 'event hop, cold function, median', value: median(hops), unit: 'ms' }] : []),
    ...(hops.length > 0 ? [{ name: 'event hop, cold function, longest', value: Math.max(...hops), unit: 'ms' }] : []),
  ];
}

/** From the end of a stage to the beginning of the one its event starts, where no tick of a schedule lies between. */
export function hopMilliseconds(results: StageResult[]): number[] {
  const pairs = [
    ['validate', 'transform'],
    ['transform', 'tune'],
    ['watch', 'evaluate'],
    ['evaluate', 'deploy'],
  ];
  return pairs.flatMap(([from, to]) => {
    const before = results.find(({ stage }) => stage === from);
    const after = results.find(({ stage }) => stage === to);
    return before && after ? [Date.parse(after.startedAt) - Date.parse(before.finishedAt)] : [];
  });
}

function memoryFigures(peaks: Map<string, number>): Figure[] {
  return [...peaks]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, bytes]) => ({ name: `peak memory, ${kind}`, value: bytes / 1024 ** 2, unit: 'MiB' }));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
