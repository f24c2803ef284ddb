import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { progressPath, resultPath, runPath } from '../../../../core/ledger-layout';
import type { SideBySide, CurvesBeside } from '../../../../functions/console/answers';
import { record, wholeRun } from '../../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { startConsole } from '../local-console';

const { pipeline } = record;
const [first, second] = ['20261123-aaaaaaaa', '20261124-bbbbbbbb'];
const of = (...names: string[]): string => names.map((name) => `of=${encodeURIComponent(name)}`).join('&');

describe('runs and candidates side by side', () => {
  let stored: StoredCloud;
  let served: Awaited<ReturnType<typeof startConsole>>;
  const compare = async (query: string): Promise<SideBySide> =>
    (await served.ask(`compare?${query}`)).body as SideBySide;

  beforeAll(async () => {
    stored = await startStoredCloud();
    served = await startConsole(stored.cloud);
    for (const [run, rougeL] of [
      [first, 0.58],
      [second, 0.61],
    ] as const) {
      const key = { pipeline, run };
      await stored.put(runPath(key), {
        ...record,
        ...key,
        configuration: { ...record.configuration, trainingSql: 'SELECT 1' },
      });
      const { evaluate, deploy } = structuredClone(wholeRun);
      (evaluate.output!.data as { metrics: object }).metrics = { 'lora-8': { rougeL } };
      for (const result of [evaluate, deploy]) await stored.put(resultPath(key, result.stage), result);
      const training = Array.from({ length: 10_000 }, (_, step) => ({ step, loss: 1 / (step + 1) }));
      await stored.put(progressPath(key, 'tune'), {
        jobs: ['lora-8', 'lora-16'].map((candidate) => ({
          candidate,
          job: 'j',
          state: 'succeeded',
          losses: { training, validation: [] },
        })),
      });
    }
  });
  afterAll(async () => {
    await served.stop();
    await stored.stop();
  });

  test('show first what they differ in, and fold away what is equal in all', async () => {
    const { columns, rows, different, equal } = await compare(of(`${pipeline}/${first}`, `${pipeline}/${second}`));
    expect(columns).toEqual([`${pipeline}/${first}`, `${pipeline}/${second}`]);
    expect(rows).toContainEqual({ group: 'metrics', name: 'lora-8: rougeL', values: ['0.5800', '0.6100'] });
    expect(rows.map(({ name }) => name)).not.toContain('training.sql');
    expect(different).toBe(rows.length);
    expect(equal).toBeGreaterThan(10);
  });

  test('show what is equal to those who ask for it, in windows', async () => {
    const { total, rows, from } = await compare(
      `${of(`${pipeline}/${first}`, `${pipeline}/${second}`)}&equal=true&from=3&count=2`,
    );
    expect([from, rows.length]).toEqual([3, 2]);
    expect(total).toBeGreaterThan(5);
    for (const { values } of rows) expect(values[0]).toBe(values[1]);
  });

  test('are the last of a pipeline where none is named, the newest first', async () => {
    expect((await compare(`pipeline=${pipeline}`)).columns).toEqual([`${pipeline}/${second}`, `${pipeline}/${first}`]);
  });

  test('may be candidates of one run', async () => {
    const { rows } = await compare(of(`${pipeline}/${first}/lora-8`, `${pipeline}/${first}/lora-16`));
    expect(rows).toContainEqual({ group: 'outcome', name: 'is the champion', values: ['yes', 'no'] });
    expect(rows).toContainEqual({ group: 'metrics', name: 'rougeL', values: ['0.5800', null] });
  });

  test('have loss curves of which as many points are told as tell their shape', async () => {
    const { curves } = (await served.ask(`compare/curves?${of(`${pipeline}/${first}/lora-8`)}`)).body as CurvesBeside;
    expect(curves.map(({ name, of: all, points }) => [name, all, points.length])).toEqual([
      [`${first}/lora-8`, 10_000, 500],
    ]);
    expect(curves[0]!.points.at(-1)).toEqual([9_999, 1 / 10_000]);
  });

  test.each([
    ['', 400, 'nothing is named'],
    [of('what'), 400, 'nothing is called what'],
    [of(...Array.from({ length: 201 }, (_, place) => `p/${place}`)), 400, '201 are too many'],
    [of(`${pipeline}/20261125-cccccccc`), 404, `There is no run 20261125-cccccccc of ${pipeline}.`],
    [of(`${pipeline}/${first}/lora-32`), 404, `${pipeline}/${first}/lora-32 is no candidate of that run.`],
    [of(`${pipeline}@0123456789ab`), 404, `There is no dataset version 0123456789ab of ${pipeline}.`],
  ])('asked for by "%s" are refused with %i: %s', async (query, status, detail) => {
    expect(await served.ask(`compare?${query}`)).toMatchObject({ status, body: { detail } });
  });
});
