import { beforeEach, describe, expect, test } from '@jest/globals';
import { enterGate, heldOutOf } from '../../../functions/evaluate/gate-entry';
import type { EvaluateContext } from '../../../functions/evaluate/context';
import type { EventData, Run } from '../../../schemas/generated/types';
import { createWorld, exampleRun, type World } from '../fakes';

const keys = (from: number) => Array.from({ length: 100 }, (_, n) => `e-${from + n}`);
const named = (run: string): Run => ({ ...exampleRun(), run });
const [first, second, third] = ['20261101-00000001', '20261102-00000002', '20261103-00000003'] as const;

describe('the history of a gate', () => {
  let world: World;
  const enter = (run: string, from = 0) =>
    enterGate(heldOutOf(keys(from)), { run: named(run), deps: world } as unknown as EvaluateContext);
  const end = (run: string, output: { type: string; data?: object } | undefined, stage = 'deploy') =>
    world.ledger.recordResult(named(run), {
      stage,
      status: output ? 'succeeded' : 'failed',
      startedAt: '',
      finishedAt: '',
      ...(output && { output: output as { type: string; data: EventData['landfall.endpoint.deployed.v1'] } }),
    });
  const deployed = { type: 'landfall.endpoint.deployed.v1', data: {} };
  const refused = { type: 'landfall.deployment.refused.v1', data: {} };
  const decisions = async () => (await world.ledger.findGateHistory(exampleRun().pipeline))?.value.decisions;

  beforeEach(async () => {
    world = createWorld();
    for (const run of [first, second, third]) await world.ledger.createRun(named(run));
  });

  test('allows a first decision the level that the pipeline asks for, before anything is compared', async () => {
    expect(await enter(first)).toMatchObject({ allowance: { level: 0.05, heldOut: { decisions: 0 } } });
    expect(await decisions()).toMatchObject([{ run: first, level: 0.05 }]);
  });

  test('says the same to a twin, and to a delivery that goes on', async () => {
    const said = await enter(first);
    expect(await enter(first)).toEqual(said);
    await end(first, refused);
    await enter(second);
    expect(await enter(first)).toEqual(said);
    expect(await decisions()).toHaveLength(2);
  });

  test('lets one run at a time between its comparison and production', async () => {
    await enter(first);
    expect(await enter(second)).toEqual({ waitsFor: first });
    await end(first, deployed);
    // What was promoted on it leaves a held-out set with less to risk: fresh rows bring the level back.
    expect(await enter(second)).toMatchObject({ allowance: { heldOut: { decisions: 1, levelIfFresh: 0.05 } } });
    expect(await decisions()).toMatchObject([{ run: first, promoted: true }, { run: second }]);
  });

  test('allows less after a refusal, and never less than half', async () => {
    await enter(first);
    await end(first, refused);
    const entered = await enter(second);
    const { level } = (entered as { allowance: { level: number } }).allowance;
    expect(level).toBeLessThan(0.05);
    expect(level).toBeGreaterThanOrEqual(0.025);
  });

  test.each([
    ['has failed in its evaluation', () => end(first, undefined, 'evaluate')],
    ['was cancelled', () => end(first, undefined)],
    ['is gone', async () => world.objects.purge(world.ledger.uri(named(first), 'run.json'))],
  ])('waits for no run that %s', async (_, ends) => {
    await enter(first);
    await ends();
    expect(await enter(second)).toHaveProperty('allowance');
    expect(await decisions()).toMatchObject([{ run: first, promoted: false }, { run: second }]);
  });

  test('knows a held-out set again by its rows, in whatever order', async () => {
    await enter(first);
    await end(first, refused);
    const again = { run: named(second), deps: world } as unknown as EvaluateContext;
    expect(await enterGate(heldOutOf(keys(0).toReversed()), again)).toMatchObject({
      allowance: { heldOut: { decisions: 1 } },
    });
  });

  test('wears no held-out set out by retraining on new rows, though most are those of before', async () => {
    const weeks = Array.from({ length: 12 }, (_, week) => `20261201-000000${String(week).padStart(2, '0')}`);
    for (const [week, run] of weeks.entries()) {
      await world.ledger.createRun(named(run));
      const entered = await enter(run, week);
      expect(entered).toMatchObject({ allowance: { heldOut: { decisions: 0 } } });
      expect((entered as { allowance: { level: number } }).allowance.level).toBeGreaterThanOrEqual(0.025);
      await end(run, refused);
    }
  });

  test('is written by one of two that come at the same time; the other comes again', async () => {
    const both = await Promise.allSettled([enter(first), enter(second)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'RetryableError' } });
    expect(await decisions()).toHaveLength(1);
  });
});
