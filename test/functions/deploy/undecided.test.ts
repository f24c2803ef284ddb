import { beforeEach, describe, expect, test } from '@jest/globals';
import { loadCatalog } from '../../../catalog';
import type { Approval } from '../../../core/approval';
import { approvalPath, configurationPath, waitingPath } from '../../../core/ledger-layout';
import { repositoryRoot } from '../../../core/root';
import { createDeploying, former, runWith, type Deploying } from './deploying';

const run = runWith({ rollout: { steps: [0.1, 0.5], askAfterDays: 14 } });
/** Of a step: too few to tell. */
const few = [
  { step: 0, arm: 'control' as const, asked: 90, bad: 18 },
  { step: 0, arm: 'canary' as const, asked: 10, bad: 2 },
];
const day = 86_400_000;
const base = loadCatalog(repositoryRoot())['gemini-3.1-flash-lite']!;

describe('a canary whose answers tell nothing', () => {
  let world: Deploying;
  beforeEach(async () => {
    world = await createDeploying(run, { production: former.run });
    await world.ledger.replaceProduction({ ...former, base: 'old' }, undefined);
    world.counts = few;
    await world.receive();
  });

  const after = async (days: number) => {
    await world.clock.advance(days * day);
    await world.receive();
  };
  const put = (path: string, value: object) => world.objects.put(world.ledger.artifactUri(path), JSON.stringify(value));
  const decide = (answer: Pick<Approval, 'decision' | 'reason'>) =>
    put(approvalPath(run, 'canary'), { ...answer, by: 'ana@example.com', at: world.clock.now().toISOString() });
  const asked = () => world.objects.text(world.ledger.artifactUri(waitingPath(run, 'canary')));
  const outcome = async () => (await world.ledger.findResult(run, 'deploy'))?.output;
  const waitsFor = async () => (await world.ledger.inFlight('deploy').find(run))?.waitsFor;
  /** What is known by now of the bases in production (old) and of the canary (b). */
  const knowEnds = (ends: Record<string, string | undefined>) => {
    const baseModels = Object.entries(ends).map(([id, closesOn]) => [
      id,
      {
        ...base,
        id,
        lifecycle: closesOn === undefined ? [] : [{ action: 'inference', closesOn, source: 's', asOf: '2026-11-23' }],
      },
    ]);
    put(configurationPath(run.pipeline), { ...run.configuration, baseModels: Object.fromEntries(baseModels) });
  };

  test('goes on for two weeks, and a person is asked once, with what was seen', async () => {
    await after(13);
    expect(asked()).toBeUndefined();
    await after(1);
    expect(JSON.parse(asked()!)).toEqual({
      for: 'canary',
      champion: 'lora-16',
      since: '2026-12-07T10:00:00.000Z',
      because: ['2 of 10 bad with the canary, 18 of 90 beside it: too few to tell', 'it has not been told in 14 days'],
    });
    const first = asked();
    await after(1);
    expect(asked()).toBe(first);
    expect(await waitsFor()).toEqual({ canary: run.run });
    expect(await outcome()).toBeUndefined();
  });

  test('says anew what comes when the end of a base is told later, and since when it has asked', async () => {
    await after(14);
    knowEnds({ old: '2027-01-20', b: undefined });
    await after(1);
    expect(JSON.parse(asked()!)).toMatchObject({
      since: '2026-12-07T10:00:00.000Z',
      because: [expect.any(String), expect.stringMatching(/answers until 2027-01-20; .* promoted on 2027-01-13$/)],
    });
  });

  test('goes on with a step a minute when it is approved, and is production after the last', async () => {
    await after(14);
    decide({ decision: 'approved' });
    await after(0);
    expect(await world.production()).toMatchObject({ run: former.run, canary: { step: 1 } });
    await after(0);
    expect(await world.production()).toMatchObject({ run: run.run });
    expect(await outcome()).toMatchObject({
      type: 'landfall.endpoint.deployed.v1',
      data: {
        canary: [0, 1].map((step) => ({
          step,
          decision: 'pass',
          reason: expect.stringMatching(/; approved by ana@example\.com$/) as unknown,
        })),
      },
    });
  });

  test('goes back all the same when its answers are shown to be worse meanwhile', async () => {
    await after(14);
    decide({ decision: 'approved' });
    world.counts = few.map((each) => ({ ...each, asked: 1000, bad: each.arm === 'canary' ? 500 : 20 }));
    await after(0);
    expect(await outcome()).toMatchObject({ type: 'landfall.deployment.refused.v1' });
    expect(await world.production()).toMatchObject({ run: former.run });
  });

  test('goes back when it is rejected, and says by whom and why', async () => {
    await after(14);
    decide({ decision: 'rejected', reason: 'too curt' });
    await after(0);
    expect(await outcome()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: { reasons: [expect.stringMatching(/too few to tell; rejected by ana@example\.com: too curt$/)] },
    });
  });

  test('is promoted a week before the base of production ends, as far as is known by then', async () => {
    knowEnds({ old: '2026-12-20', b: undefined });
    await after(19);
    expect(await world.production()).toMatchObject({ run: former.run });
    await after(1);
    await after(0);
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1' });
  });

  test('goes back after two weeks where its own base ends with that of production: its successor is due', async () => {
    knowEnds({ old: '2026-12-20', b: '2026-12-20' });
    await after(14);
    expect(await outcome()).toMatchObject({
      data: { reasons: [expect.stringContaining("the successor's run waits for its end")] },
    });
  });
});
