import { describe, expect, test } from '@jest/globals';
import { runNow, type Choice } from '../../../operations/runs/run-now';
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
