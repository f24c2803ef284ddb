/** What is looked at of the model in production, by the function that the clock starts every hour. */
import { expect, test } from '@jest/globals';
import { configurationPath, goldenPath, probesPath, productionPath } from '../../core/ledger-layout';
import type { Configuration, Golden, Probes, Production } from '../../schemas/generated/types';
import { eventually } from '../eventually';
import { local, summary } from './deployed-sample';
import { tickMonitor } from './pubsub';

const pipeline = 'email-summary';
const fileOf = (path: string) => local.cloud.storage.bucket(local.cloud.status.buckets.artifacts).file(path);
const read = async <T>(path: string): Promise<T> => JSON.parse(String((await fileOf(path).download())[0])) as T;

/** Writes another value, and hands back what puts the first in its place again. */
async function changed<T>(path: string, change: (value: T) => void): Promise<() => Promise<void>> {
  const [text] = await fileOf(path).download();
  const value = JSON.parse(String(text)) as T;
  change(value);
  await fileOf(path).save(JSON.stringify(value));
  return () => fileOf(path).save(text);
}

/** What is there once the function has looked. */
async function afterTick<T>(path: string): Promise<T> {
  await tickMonitor();
  await eventually(async () => (await fileOf(path).exists())[0], path);
  return read<T>(path);
}

test('probes of the model in production are looked for within the hour', async () => {
  const state = await afterTick<Probes>(probesPath(pipeline));
  expect(state).toMatchObject({ pipeline, endpoint: summary.endpoint, evidence: 0 });
  // An hour's search, or more of them where the clock has struck meanwhile.
  expect([state.searched > 0, state.searched % 384]).toEqual([true, 0]);
  expect(state.asked).toBeGreaterThanOrEqual(2 * state.searched);
});

test('the model in production is asked held-out examples again, and answers as before it was deployed', async () => {
  const restored = [
    await changed<Configuration>(configurationPath(pipeline), (deployed) => {
      deployed.pipeline.monitoring = { probes: false, golden: { everyDays: 1, examples: 10 } };
    }),
    await changed<Production>(productionPath(pipeline), (production) => {
      production.deployedAt = '2026-01-01T00:00:00.000Z';
    }),
  ];
  try {
    const { evaluations } = await afterTick<Golden>(goldenPath(pipeline));
    expect(evaluations).toMatchObject([{ run: summary.run, verdict: 'not shown to be worse', reasons: [] }]);
    expect(evaluations[0]!.now).toBe(evaluations[0]!.before);
  } finally {
    for (const restore of restored) await restore();
  }
});
