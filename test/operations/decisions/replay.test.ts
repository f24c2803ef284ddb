import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inFlightPath, leasePath, replayPath, type RunName } from '../../../core/ledger-layout';
import { leaseOf } from '../../../core/lease';
import { readReplays, replay } from '../../../operations/decisions/replay';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { failed, record, wholeRun } from '../../cli/runs';

const by = 'ada@example.com';
const { pipeline } = record;

describe('a run that is replayed', () => {
  let stored: StoredCloud;
  let key: RunName;
  let count = 0;
  const begin = async (...stages: (keyof typeof wholeRun)[]) => {
    for (const stage of stages) await stored.ledger.recordResult(key, wholeRun[stage]);
  };
  const marks = async () =>
    Object.fromEntries(
      await Promise.all(
        ['validate', 'transform', 'tune', 'evaluate', 'deploy'].map(async (stage) => [
          stage,
          (await stored.read(inFlightPath(stage, key))) !== undefined,
        ]),
      ),
    ) as Record<string, boolean>;
  const landed = async (): Promise<string[]> =>
    (await stored.objects.list(`gs://landing/${pipeline}/replay-${key.run}`)).map(({ name }) =>
      name.split('/').slice(1).join('/'),
    );

  beforeAll(async () => {
    stored = await startStoredCloud();
    await stored.cloud.storage.createBucket('landing');
  });
  afterAll(() => stored.stop());
  beforeEach(async () => {
    key = { pipeline, run: `20261123-${String((count += 1)).padStart(8, '0')}` };
    const objects = await Promise.all(
      record.trigger.objects.map(async (object) => ({
        ...object,
        generation: await stored.objects.write(`gs://landing/${object.name}`, `of ${key.run}`),
      })),
    );
    await stored.ledger.createRun({ ...record, ...key, trigger: { ...record.trigger, objects } });
  });

  test('goes on with the stage that is next, at the next tick, with who and why on record', async () => {
    await begin('validate', 'transform');
    await replay(stored.cloud, key, { by, reason: 'the quota is back' });
    expect(await marks()).toMatchObject({ tune: true, transform: false, evaluate: false });
    expect(await readReplays(stored.cloud, key)).toEqual([
      { by, reason: 'the quota is back', stage: 'tune', at: expect.any(String) },
    ]);
  });

  test('goes on with a stage that is named: one that has ended says once more what came of it', async () => {
    await begin('validate', 'transform');
    expect(await replay(stored.cloud, key, { by, from: 'validate' })).toMatchObject({ stage: 'validate' });
    expect(await marks()).toMatchObject({ validate: true, tune: false });
  });

  test('while it tunes, tune says again what it has begun: nothing else would bring watch back', async () => {
    await begin('validate', 'transform', 'tune');
    expect(await replay(stored.cloud, key, { by })).toMatchObject({ stage: 'tune' });
  });

  test('a mark that waits for something waits no more', async () => {
    await begin('validate');
    await stored.put(inFlightPath('transform', key), { ...key, waitsFor: { job: 'gone' } });
    await replay(stored.cloud, key, { by });
    expect(await stored.read(inFlightPath('transform', key))).toEqual(key);
  });

  test.each([['evaluate'], ['serve'], ['watch']])('does not go on from %s, which it has not come to', async (from) => {
    await begin('validate');
    await expect(replay(stored.cloud, key, { by, from })).rejects.toMatchObject({
      details: { exitCode: 2, why: 'it has come to: validate, transform' },
    });
    expect(await marks()).not.toMatchObject({ transform: true });
  });

  test('is left alone while the stage is at work', async () => {
    await begin('validate');
    await stored.put(leasePath(key, 'transform'), leaseOf('somebody', new Date(stored.cloud.now())));
    await expect(replay(stored.cloud, key, { by })).rejects.toThrow(`transform is at work on run ${key.run}.`);
  });

  test('of two who do it at once, one did it, and the other is told', async () => {
    await begin('validate');
    const outcomes = await Promise.allSettled(['ada', 'bo'].map((name) => replay(stored.cloud, key, { by: name })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        message: `Run ${key.run} is replayed already.`,
        details: { why: expect.stringMatching(/^by (ada|bo) on /) },
      },
    });
  });

  describe('after its end', () => {
    beforeEach(() => stored.ledger.recordResult(key, failed('validate', 3, 4, 'no rows')));

    test('is dropped again as it was read, as a batch of its own', async () => {
      const { batch } = await replay(stored.cloud, key, { by });
      expect(batch).toBe(`replay-${key.run}-1`);
      expect(await landed()).toEqual([`${batch}/customers.csv`, `${batch}/emails.jsonl`]);
      expect(await stored.objects.read(`gs://landing/${pipeline}/${batch}/emails.jsonl`)).toMatchObject({
        text: `of ${key.run}`,
      });
    });

    test('is dropped whole by whoever repeats it, until its run has begun', async () => {
      const batch = `replay-${key.run}-1`;
      await stored.put(replayPath(key, 1), { by, at: '2026-11-23T10:00:00.000Z', batch });
      expect(await replay(stored.cloud, key, { by: 'bo' })).toMatchObject({ by, batch });
      expect(await landed()).toHaveLength(2);
    });

    test('is not dropped again while the run of the last time goes on, and is after that', async () => {
      const { batch } = await replay(stored.cloud, key, { by });
      const next = { pipeline, run: key.run.replace('-0', '-a') };
      const objects = record.trigger.objects.map((object) => ({
        ...object,
        name: `${pipeline}/${batch}/emails.jsonl`,
      }));
      await stored.ledger.createRun({ ...record, ...next, trigger: { ...record.trigger, objects } });
      await expect(replay(stored.cloud, key, { by })).rejects.toMatchObject({
        details: { next: `npx landfall run ${next.run} --watch` },
      });
      await stored.ledger.recordResult(next, failed('validate', 3, 4, 'no rows'));
      expect(await replay(stored.cloud, key, { by })).toMatchObject({ batch: `replay-${key.run}-2` });
    });

    test('has no stage to go on from', async () => {
      await expect(replay(stored.cloud, key, { by, from: 'tune' })).rejects.toThrow(
        `Run ${key.run} has ended: none of its stages goes on.`,
      );
    });

    test('is not dropped when what it has read is gone', async () => {
      await stored.objects.remove(`gs://landing/${pipeline}/monday/emails.jsonl`);
      await expect(replay(stored.cloud, key, { by })).rejects.toThrow(/emails\.jsonl, generation \d+, is gone\./);
    });
  });
});
