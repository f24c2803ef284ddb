import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LogEntry } from '../../../operations/cloud';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { runNow, watchRun, type Choice } from '../../../operations/runs/run-now';
import { deriveRun, type Known } from '../../../operations/runs/run-view';
import type { Production, StageResult } from '../../../schemas/generated/types';
import { canary, waiting } from '../../cli/rollout-examples';
import { at, failed, record, wholeRun } from '../../cli/runs';

const now = Date.parse(at(100));
const shown = (results: StageResult[], more: Partial<Known> = {}, production?: Production) =>
  runNow(
    deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])), ...more }, now),
    production,
    now,
  );
const { validate, transform, tune, watch, evaluate } = wholeRun;
const toTheGate = [validate, transform, tune, watch, evaluate];
const production = { pipeline: record.pipeline, run: record.run } as Production;

test('what is shown live has neither the configuration nor a curve', () => {
  const losses = { training: [{ step: 1, loss: 2 }], validation: [] };
  const jobs = [{ candidate: 'lora-8', job: 'j', state: 'succeeded' as const, losses }];
  const view = shown([validate, transform, tune], { movement: { tuning: { at: at(9), jobs } as never } });
  expect(view.candidates[0]).toMatchObject({ id: 'lora-8', hasLosses: true });
  expect(JSON.stringify(view)).not.toMatch(/"losses"|"prompt"|"record"/);
});

test('each stage says what it did, why it failed, or that it was not reached', () => {
  const view = shown([validate, failed('transform', 4, 6, 'two labels\nonly')]);
  expect(view.stages.map(({ name, says }) => [name, says])).toEqual([
    ['validate', '1,500 rows · 11 quarantined'],
    ['transform', 'two labels'],
    ['tune', 'not reached'],
    ['evaluate', 'not reached'],
    ['deploy', 'not reached'],
  ]);
});

describe('what a person may decide', () => {
  test.each<[string, StageResult[], Partial<Known>, Production | undefined, Choice[]]>([
    ['while it goes on', [validate], {}, undefined, ['cancel', 'replay']],
    [
      'while it waits for approval',
      toTheGate,
      { rollout: { waiting, verdicts: [] } },
      undefined,
      ['approve', 'reject', 'cancel', 'replay'],
    ],
    ['of a canary', toTheGate, { rollout: { waiting, canary, verdicts: [] } }, undefined, ['rollback']],
    ['of one that failed', [failed('validate', 3, 4, 'no rows')], {}, undefined, ['replay']],
    ['of what is in production, and nothing before it', Object.values(wholeRun), {}, production, ['replay']],
    [
      'of what is in production',
      Object.values(wholeRun),
      {},
      { ...production, previous: {} } as Production,
      ['replay', 'rollback'],
    ],
    [
      'of what was in production before',
      Object.values(wholeRun),
      {},
      { ...production, run: '20261124-00000000', previous: {} } as Production,
      ['replay'],
    ],
  ])('%s', (_, results, more, current, choices) => expect(shown(results, more, current).choices).toEqual(choices));
});

describe('a run that is watched', () => {
  let stored: StoredCloud;
  const key = { pipeline: record.pipeline, run: '20261123-00000001' };
  const asked: (string | undefined)[] = [];
  const entry = (time: string, done: number): LogEntry => ({
    severity: 'INFO',
    message: 'reads',
    time,
    stage: 'validate',
    progress: { done, total: 9, unit: 'rows' },
  });
  const watched = (logs: () => AsyncGenerator<LogEntry>) =>
    watchRun(
      {
        ...stored.cloud,
        now: () => Date.parse('2026-11-23T08:05:00.000Z'),
        logs: ({ since }) => (asked.push(since), logs()),
      },
      key,
      async (view) => view,
    );
  beforeAll(async () => {
    stored = await startStoredCloud();
    await stored.ledger.createRun({ ...record, ...key });
  });
  afterAll(() => stored.stop());

  test('asks the log for what is new since the last time, and only when it is to', async () => {
    const told = [entry('2026-11-23T08:00:03.000Z', 3), entry('2026-11-23T08:00:04.000Z', 4)];
    const own = await watched(async function* () {
      yield* told.splice(0, 1);
    });
    const saysAll = [];
    for (const hears of [true, false, true]) saysAll.push((await own.read(hears)).stages[0]!.says);
    expect(saysAll).toEqual(['3 of 9 rows', '3 of 9 rows', '4 of 9 rows']);
    // Of a run that has gone on for long, what it has said of late.
    expect(asked).toEqual(['2026-11-23T08:00:00.000Z', '2026-11-23T08:00:03.000Z']);
  });

  test('is told without the log, where that does not answer, and asks none once it has ended', async () => {
    const own = await watched(async function* () {
      yield await Promise.reject<LogEntry>(new Error('too many requests'));
    });
    expect((await own.read(true)).status).toBe('running');
    await stored.ledger.recordResult(key, failed('validate', 3, 4, 'no rows'));
    asked.length = 0;
    expect((await own.read(true)).status).toBe('failed');
    expect(asked).toEqual([]);
  });
});
