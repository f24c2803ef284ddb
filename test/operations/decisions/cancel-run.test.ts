import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Storage } from '@google-cloud/storage';
import { announceCancellation, recordCancellation, takeLeasesAway } from '../../../operations/decisions/cancel-run';
import { createCloud, type CloudStatus } from '../../../cli/cloud';
import type { Cloud } from '../../../operations/cloud';
import { commitmentPath, leasePath, productionPath, shardLeasePath } from '../../../core/ledger-layout';
import { isCancellation } from '../../../core/stages';
import { deploy } from '../../../functions/deploy/handler';
import { acquireLease } from '../../../functions/shared/stage/lease';
import { createLedger } from '../../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../../functions/shared/stage/objects';
import { createFakeClock, exampleRun } from '../../functions/fakes';
import { removeStorage, startStorage, type LocalStorage } from '../../local/storage/local-storage';
import { record, wholeRun } from '../../cli/runs';

const { pipeline, run } = record;

describe('with a ledger', () => {
  let storage: LocalStorage;
  let objects: Objects;
  let cloud: Cloud;
  let count = 0;
  /** A run of a test's own. */
  let key: { pipeline: string; run: string };
  const ledger = () => createLedger({ objects, bucket: 'artifacts' });
  const leaseOf = (stage: string) => ledger().artifactUri(leasePath(key, stage));
  const now = () => new Date(cloud.now()).toISOString();

  beforeAll(async () => {
    storage = await startStorage();
    const client = new Storage({ projectId: 'demo', apiEndpoint: storage.url });
    await client.createBucket('artifacts');
    objects = createObjects(client);
    const port = Number(new URL(storage.url).port);
    const buckets = { artifacts: 'artifacts', landing: 'landing' };
    cloud = createCloud({ port, project: 'demo', buckets, clockOffsetMilliseconds: 0 } as CloudStatus);
  });
  afterAll(async () => {
    await storage.stop();
    removeStorage(storage);
  });
  beforeEach(() => {
    key = { pipeline, run: `20261123-${String((count += 1)).padStart(8, '0')}` };
  });

  test('a cancellation is the end of the run, and repeated it is the same', async () => {
    const first = await recordCancellation(cloud, key, 'tune');
    expect(first.output?.data).toEqual({ ...key, stage: 'tune' });
    expect(await ledger().isCancelled(key)).toBe(true);
    expect(await recordCancellation(cloud, key, undefined)).toEqual(first);
    expect(await objects.read(leaseOf('deploy'))).toBeUndefined();
  });

  test('a cancellation has who and why on record', async () => {
    const { output } = await recordCancellation(cloud, key, 'tune', {
      by: 'ada@example.com',
      reason: 'the wrong file',
    });
    expect(output?.data).toEqual({ ...key, stage: 'tune', by: 'ada@example.com', reason: 'the wrong file' });
  });

  test('a run that has ended first stays as it ended', async () => {
    await ledger().recordResult(key, wholeRun.deploy);
    const found = await recordCancellation(cloud, key, 'deploy');
    expect([isCancellation(found), found]).toEqual([false, wholeRun.deploy]);
  });

  test('a run that is being deployed is not cancelled, and stays in the hands of its stage', async () => {
    const clock = createFakeClock(now());
    const lease = await acquireLease(leaseOf('deploy'), { objects, clock, holder: 'deploy' });
    await expect(recordCancellation(cloud, key, 'deploy')).rejects.toThrow('is being deployed just now');
    expect(await ledger().findResult(key, 'deploy')).toBeUndefined();
    await lease.release();
    expect(isCancellation(await recordCancellation(cloud, key, 'deploy'))).toBe(true);
  });

  test('a stage whose deployment died is succeeded, as by a twin', async () => {
    await objects.write(leaseOf('deploy'), JSON.stringify({ holder: 'dead', expiresAt: '2026-11-23T08:00:00.000Z' }));
    expect(isCancellation(await recordCancellation(cloud, key, 'deploy'))).toBe(true);
  });

  test('a run whose model is in production is not cancelled, though its last stage died before it could say so', async () => {
    const uri = ledger().artifactUri(productionPath(pipeline));
    await objects.write(uri, JSON.stringify({ pipeline, run: key.run, serving: [{ endpoint: 'e', share: 1 }] }));
    await expect(recordCancellation(cloud, key, 'deploy')).rejects.toThrow('is being deployed just now');
    expect(await ledger().findResult(key, 'deploy')).toBeUndefined();
    expect(await objects.read(leaseOf('deploy'))).toBeUndefined();
    await ledger().recordResult(key, wholeRun.deploy);
    expect(await recordCancellation(cloud, key, 'deploy')).toEqual(wholeRun.deploy);
    await objects.remove(uri);
  });

  test('a run whose canary is under way is not cancelled: going back is the way to end it', async () => {
    const uri = ledger().artifactUri(productionPath(pipeline));
    const serving = ['e', 'c'].map((endpoint) => ({ endpoint, share: 0.5 }));
    const canary = { run: key.run, candidate: 'lora-16' };
    await objects.write(uri, JSON.stringify({ pipeline, run: 'before', candidate: 'lora-8', serving, canary }));
    await expect(recordCancellation(cloud, key, 'deploy')).rejects.toMatchObject({
      message: `Run ${key.run} has a canary under way.`,
      exitCode: 2,
      details: {
        why: expect.stringContaining('lora-16 answers requests beside lora-8'),
        next: 'npx landfall rollback email-summary',
      },
    });
    expect(await ledger().findResult(key, 'deploy')).toBeUndefined();
    expect(await objects.read(ledger().artifactUri(commitmentPath(key)))).toBeUndefined();
    await objects.remove(uri);
  });

  test('a deployment that was frozen right before it, for longer than its lease lasts, is not also cancelled', async () => {
    const past = { holder: 'frozen', expiresAt: '2026-11-23T08:00:00.000Z' };
    const production = ledger();
    const replace = production.replaceProduction.bind(production);
    let cancelling: Promise<unknown> = Promise.resolve();
    production.replaceProduction = async (...swap) => {
      await objects.write(leaseOf('deploy'), JSON.stringify(past));
      cancelling = recordCancellation(cloud, key, 'deploy').catch((error: Error) => error);
      await cancelling;
      return replace(...swap);
    };
    const asked = exampleRun((configuration) => (configuration.pipeline.deployment.rollout.golden = 0));
    const own = { ...asked, ...key };
    const candidates = ['lora-8'].map((id) => ({ id, base: 'b', endpoint: `e/${id}`, model: 'm' }));
    const metrics = { base: { rougeL: 0.1 }, 'lora-8': { rougeL: 0.6 } };
    const comparisons = [{ candidate: 'lora-8', rival: 'base', verdict: 'better' }];
    const evaluated = { ...key, examples: 9, metrics, intervals: {}, comparisons, candidates, reportUri: 'gs://a/r' };
    const log = { info: () => {}, warning: () => {} } as never;
    const deps = { ledger: production, objects, clock: createFakeClock(now()) } as never;
    const context = { run: own, deps, log, signal: new AbortController().signal, isTimeUp: () => false };
    await deploy(evaluated as never, context as never);
    expect((await production.findProduction(pipeline))?.value.run).toBe(key.run);
    expect(await cancelling).toMatchObject({ message: `Run ${key.run} is being deployed just now.` });
    expect(await ledger().isCancelled(key)).toBe(false);
    await objects.remove(ledger().artifactUri(productionPath(pipeline)));
  });

  test('a run that is cancelled is committed to that, for a deployment that wakes up late', async () => {
    await recordCancellation(cloud, key, 'deploy');
    const commitment = await objects.read(ledger().artifactUri(commitmentPath(key)));
    expect(JSON.parse(commitment!.text)).toEqual({ to: 'cancellation' });
  });

  test('a stage at work learns that its work is no longer its own', async () => {
    const clock = createFakeClock(now());
    const lease = await acquireLease(leaseOf('evaluate'), { objects, clock, holder: 'evaluate' });
    expect(await takeLeasesAway(cloud, key)).toEqual(['evaluate']);
    const lost = new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
    await clock.advance(10_000);
    await lost;
    expect(lease.signal.reason).toMatchObject({ name: 'RetryableError' });
    expect(await takeLeasesAway(cloud, key)).toEqual([]);
  });

  test('so does a shard of evaluate that asks for answers', async () => {
    const clock = createFakeClock(now());
    const uri = ledger().artifactUri(shardLeasePath(key, 'base-01234567', 40));
    const lease = await acquireLease(uri, { objects, clock, holder: 'evaluation-shard' });
    expect(await takeLeasesAway(cloud, key)).toEqual(['evaluate']);
    const lost = new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
    await clock.advance(10_000);
    await lost;
    expect(await takeLeasesAway(cloud, key)).toEqual([]);
  });
});

test('what is announced is the event of the record', async () => {
  const sent: object[] = [];
  const cloud = { publish: async (event: object) => void sent.push(event) } as unknown as Cloud;
  const output = { type: 'landfall.run.cancelled.v1', data: { pipeline, run } };
  await announceCancellation(cloud, { pipeline, run }, { ...wholeRun.deploy, output });
  expect(sent).toMatchObject([{ id: `${run}/deploy`, type: 'landfall.run.cancelled.v1', subject: run }]);
});
