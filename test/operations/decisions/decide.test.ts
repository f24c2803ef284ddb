import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decide } from '../../../operations/decisions/decide';
import { approvalPath, waitingPath, type RunName } from '../../../core/ledger-layout';
import { exampleRun } from '../../functions/fakes';
import { ended, failed, record, wholeRun } from '../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

const by = 'ada@example.com';
const waiting = { for: 'approval', champion: 'lora-8', since: '2026-11-23T08:01:30.000Z', because: ['it is better'] };

describe('a run that waits for approval', () => {
  let stored: StoredCloud;
  let key: RunName;
  let count = 0;
  beforeAll(async () => {
    stored = await startStoredCloud();
  });
  afterAll(() => stored.stop());
  beforeEach(async () => {
    key = { pipeline: record.pipeline, run: `20261123-${String((count += 1)).padStart(8, '0')}` };
    await stored.ledger.createRun({ ...record, ...key });
    for (const result of [wholeRun.validate, wholeRun.transform, wholeRun.tune, wholeRun.watch, wholeRun.evaluate])
      await stored.ledger.recordResult(key, result);
    await stored.put(waitingPath(key), waiting);
  });

  test.each(['approved', 'rejected'] as const)('is %s, with who and why on record', async (decision) => {
    expect(await decide(stored.cloud, key, { decision, by, reason: 'read it' })).toEqual(waiting);
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await stored.read(approvalPath(key))).toEqual({ decision, by, reason: 'read it', at });
  });

  test('is approved before its canary, and the canary for itself', async () => {
    await decide(stored.cloud, key, { decision: 'approved', by });
    const asked = { ...waiting, for: 'canary' };
    await stored.put(waitingPath(key, 'canary'), asked);
    expect(await decide(stored.cloud, key, { decision: 'rejected', by, reason: 'too curt' })).toEqual(asked);
    expect(await stored.read(approvalPath(key, 'canary'))).toMatchObject({ decision: 'rejected', reason: 'too curt' });
    expect(await stored.read(approvalPath(key))).toMatchObject({ decision: 'approved' });
  });

  test('is decided on once, however many do so at the same time', async () => {
    const both = ['ada@example.com', 'bo@example.com'].map((name) =>
      decide(stored.cloud, key, { decision: name.startsWith('ada') ? 'approved' : 'rejected', by: name }),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each<[string, () => unknown, string, RegExp]>([
    [
      'that was decided on before: by whom and when',
      () => stored.put(approvalPath(key), { decision: 'rejected', by, reason: 'no', at: '2026-11-23T08:02:00.000Z' }),
      'is rejected already.',
      /^by ada@example\.com on 2026-11-23 08:02:00 UTC: no;/,
    ],
    [
      'that is deployed',
      () => stored.ledger.recordResult(key, wholeRun.deploy),
      'is over: deployed.',
      /^lora-8 was deployed$/,
    ],
    [
      'that was refused',
      () => stored.ledger.recordResult(key, ended('deploy', 1, 2, 'deployment.refused', { reasons: ['no gain'] })),
      'is over: refused.',
      /^no gain$/,
    ],
    [
      'that was cancelled',
      () => stored.ledger.recordResult(key, ended('deploy', 1, 2, 'run.cancelled', {})),
      'is over: cancelled.',
      /^there is nothing to decide$/,
    ],
    [
      'that failed',
      () => stored.ledger.recordResult(key, failed('deploy', 1, 2, 'it broke\nbadly')),
      'is over: failed.',
      /^it broke$/,
    ],
    [
      'whose pipeline asks for nobody',
      () => stored.objects.remove(`gs://artifacts/${waitingPath(key)}`),
      'does not wait for approval.',
      /asks for nobody; it goes on by itself, in deploy$/,
    ],
  ])('is not decided on %s', async (_, change, message, why) => {
    await change();
    await expect(decide(stored.cloud, key, { decision: 'approved', by })).rejects.toMatchObject({
      message: `Run ${key.run} ${message}`,
      exitCode: 2,
      details: { why: expect.stringMatching(why), next: `npx landfall run ${key.run}` },
    });
  });

  test('is not decided on before its gate has', async () => {
    const own = { pipeline: record.pipeline, run: '20261124-00000001' };
    const asking = exampleRun(({ pipeline }) => (pipeline.deployment.gate.approval = 'required'));
    await stored.ledger.createRun({ ...asking, ...own });
    await expect(decide(stored.cloud, own, { decision: 'approved', by })).rejects.toMatchObject({
      message: `Run ${own.run} does not wait for approval.`,
      details: { why: 'it is in validate: a candidate has to pass the gate first' },
    });
  });
});
