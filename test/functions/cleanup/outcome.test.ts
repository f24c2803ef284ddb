import { beforeEach, describe, expect, test } from '@jest/globals';
import { ConflictError } from '../../../core/errors';
import { outcomePath } from '../../../core/ledger-layout';
import { recordOutcome } from '../../../functions/cleanup/outcome';
import type { Run, StageResult } from '../../../schemas/generated/types';
import { cancelRun, createWorld, exampleRun, type World } from '../fakes';

const run = exampleRun();
const batch = run.trigger.objects[0]!.name.split('/')[1]!;
const name = { pipeline: run.pipeline, run: run.run };
const [startedAt, finishedAt] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:05:00.000Z'];
const stage = (of: string, more: Partial<StageResult>): StageResult => ({
  stage: of,
  status: 'succeeded',
  startedAt,
  finishedAt,
  ...more,
});
const failed = stage('validate', {
  status: 'failed',
  error: { name: 'PermanentError', message: 'too many rows are invalid', where: 'line 17', fix: 'correct them' },
});
const deployed = stage('deploy', {
  output: { type: 'landfall.endpoint.deployed.v1', data: { ...name, champion: 'lora-16', endpoint: 'endpoints/1' } },
});
const refused = stage('deploy', {
  output: { type: 'landfall.deployment.refused.v1', data: { ...name, reasons: ['worse', 'dearer'], fix: 'more rows' } },
});

describe('the outcome of a batch', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
  });
  const outcome = async () => (await world.ledger.findOutcome(run.pipeline, batch))?.value;
  const end = async (result: StageResult, of: Run = run) => {
    await world.ledger.recordResult(of, result);
    await recordOutcome(of, world);
  };
  const begun = (id: string, createdAt: string): Run => ({ ...run, run: id, createdAt });

  const what = { pipeline: run.pipeline, batch, run: run.run, createdAt: run.createdAt, endedAt: finishedAt };

  test.each([
    ['deployed', deployed, { champion: 'lora-16' }],
    ['refused', refused, { reason: 'worse; dearer', fix: 'more rows' }],
    [
      'failed',
      failed,
      { stage: 'validate', reason: 'too many rows are invalid', where: 'line 17', fix: 'correct them' },
    ],
  ])('says that its run was %s, and why', async (status, result, more) => {
    await end(result);
    expect(await outcome()).toEqual({ ...what, status, ...more });
  });

  test('is cancelled where a person ended its run, though a stage failed of that', async () => {
    await cancelRun(world, run);
    await end(failed);
    expect(await outcome()).toMatchObject({ status: 'cancelled', reason: 'a person has ended it' });
  });

  test('is said of a batch that belongs to no pipeline', async () => {
    const { configuration: _, ...unknown } = run;
    await end(failed, unknown);
    expect(await outcome()).toMatchObject({ status: 'failed' });
  });

  test('is not there while its run waits for a person, or goes on for whatever reason', async () => {
    await end(stage('evaluate', {}));
    expect(await outcome()).toBeUndefined();
  });

  test('is written once however often the end is said', async () => {
    await end(failed);
    const { generation } = (await world.ledger.findOutcome(run.pipeline, batch))!;
    await recordOutcome(run, world);
    expect((await world.ledger.findOutcome(run.pipeline, batch))!.generation).toBe(generation);
  });

  test('is that of its newest run, in whatever order two of them end', async () => {
    const older = begun('20261123-00000001', '2026-11-23T10:00:00.000Z');
    const newer = begun('20261123-00000002', '2026-11-23T11:00:00.000Z');
    await end(failed, older);
    await end(deployed, newer);
    expect(await outcome()).toMatchObject({ run: newer.run, status: 'deployed' });
    await recordOutcome(older, world);
    expect(await outcome()).toMatchObject({ run: newer.run, status: 'deployed' });
  });

  test('is looked at again when another run of it ends at the same moment', async () => {
    const path = outcomePath(run.pipeline, batch);
    const newer = begun('20261123-00000002', '2027-01-01T00:00:00.000Z');
    await world.ledger.recordResult(run, failed);
    world.objects.failNext('write', path, new ConflictError(path));
    await end(deployed, newer);
    await recordOutcome(run, world);
    expect(await outcome()).toMatchObject({ run: newer.run });
  });
});
