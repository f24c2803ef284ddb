import { beforeEach, describe, expect, test } from '@jest/globals';
import { goBack, type StepCounts } from '../../../core/canary/rollout';
import { PermanentError } from '../../../core/errors';
import { commitmentPath, verdictsPath } from '../../../core/ledger-layout';
import { createDeploying, former, runWith, type Deploying } from './deploying';

const steps = [0, 0.1, 0.5];
const run = runWith({ rollout: { steps } });
const against = { production: former.run };

/** Keys at the control beside each thousand that a step draws for the canary. */
const beside = [1000, 9000, 1250];
/** As many keys of a step as it takes to be sure: two in a hundred of the control's have a bad answer. */
const drawn = (step: number, badOfCanary: number): StepCounts[] => [
  { step, arm: 'control', asked: beside[step]!, bad: beside[step]! / 50 },
  { step, arm: 'canary', asked: 1000, bad: badOfCanary },
];

describe('a champion of a pipeline with steps', () => {
  let world: Deploying;

  beforeEach(async () => {
    world = await createDeploying(run, against);
    await world.ledger.replaceProduction(former, undefined);
  });

  const tick = async (counts: StepCounts[] | Error = []) => {
    world.counts = counts;
    await world.clock.advance(60_000);
    await world.receive();
  };
  const result = async () => (await world.ledger.findResult(run, 'deploy'))?.output;
  const waitsFor = async () => (await world.ledger.inFlight('deploy').find(run))?.waitsFor;

  test('is production at once where there is none to compare it with', async () => {
    const first = await createDeploying(run);
    await first.receive();
    expect(await first.production()).toMatchObject({ run: run.run, serving: [{ share: 1 }] });
    expect(first.looks).toEqual([]);
  });

  test('begins beside production, and is left under way until the answers to requests can be judged', async () => {
    await world.receive();
    expect(await world.production()).toMatchObject({
      run: former.run,
      serving: [
        { endpoint: 'e/former', share: 1 },
        { endpoint: 'e/lora-16', share: 0 },
      ],
      canary: { run: run.run, candidate: 'lora-16', steps, step: 0 },
    });
    expect(await waitsFor()).toEqual({ canary: run.run });
    expect(await result()).toBeUndefined();
    expect(world.published).toEqual([]);
  });

  test('passes a step at a time, and is production after the last, with what was decided on record', async () => {
    await world.receive();
    for (const step of [0, 1, 2]) await tick([0, 1, 2].slice(0, step + 1).flatMap((each) => drawn(each, 20)));
    expect(await world.production()).toMatchObject({
      run: run.run,
      serving: [{ endpoint: 'e/lora-16', share: 1 }],
      previous: { run: former.run, endpoint: 'e/former' },
    });
    expect(await result()).toMatchObject({
      type: 'landfall.endpoint.deployed.v1',
      data: {
        previous: 'e/former',
        canary: [0, 1, 2].map((step) => ({
          run: run.run,
          step,
          decision: 'pass',
          reason: expect.stringContaining('20 of 1,000 bad') as unknown,
        })),
      },
    });
    expect(world.published.map(({ type }) => type)).toEqual(['landfall.endpoint.deployed.v1']);
    expect(await waitsFor()).toBeUndefined();
  });

  test('goes back when its answers are worse, and the run says why', async () => {
    await world.receive();
    await tick(drawn(0, 20));
    await tick([...drawn(0, 20), ...drawn(1, 200)]);
    expect(await world.production()).toMatchObject({ run: former.run, serving: [{ endpoint: 'e/former', share: 1 }] });
    expect(await world.production()).not.toHaveProperty('canary');
    expect(await result()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: {
        reasons: [
          'step 2 of 3, at 10 %: 200 of 1,000 bad with the canary, 180 of 9,000 beside it: the canary is worse',
        ],
        canary: [{ decision: 'pass' }, { decision: 'rollback' }],
      },
    });
  });

  test('is held for ever without traffic, each look a job of its own, and never given up for coming back', async () => {
    await world.receive();
    for (let minute = 0; minute < 150; minute++) await tick([]);
    expect(await world.production()).toMatchObject({ canary: { step: 0 } });
    expect(await result()).toBeUndefined();
    expect(new Set(world.looks).size).toBe(150);
    expect(world.lines.at(-1)).toMatchObject({
      message: expect.stringContaining('no request has come to the canary') as unknown,
    });
  });

  test('says who went back, when a person did before it was judged', async () => {
    await world.receive();
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    const reason = 'rolled back by ana@example.com: too curt';
    await world.ledger.replaceProduction(goBack(value, { reason, at: world.clock.now() })!, generation);
    await tick(drawn(0, 20));
    expect(await result()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: { reasons: [`step 1 of 3, unseen: ${reason}`] },
    });
    expect(await world.production()).toMatchObject({ run: former.run });
  });

  test('says who went back, when a person did between its promotion and the record of that', async () => {
    const atOnce = runWith();
    world = await createDeploying(atOnce, against);
    await world.ledger.replaceProduction({ ...former }, undefined);
    world.objects.failNext('write', 'deploy/result.json', new Error('killed'));
    await expect(world.receive()).rejects.toThrow('killed');
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    const back = goBack(value, { reason: 'rolled back by ana@example.com', at: world.clock.now() })!;
    await world.ledger.replaceProduction(back, generation);
    await world.receive();
    expect(await world.production()).toMatchObject({ run: former.run });
    expect(await result()).toMatchObject({ data: { reasons: ['rolled back by ana@example.com'] } });
  });

  test('goes back when its answers can never be counted', async () => {
    await world.receive();
    await tick(new PermanentError('there is no table ratings'));
    expect(await result()).toMatchObject({
      data: { reasons: ['step 1 of 3, unseen: its answers cannot be counted: there is no table ratings'] },
    });
    expect(await world.production()).not.toHaveProperty('canary');
  });

  test('is looked at again by whoever comes next when they cannot be counted just now', async () => {
    await world.receive();
    await expect(tick(new Error('the network is down'))).rejects.toThrow('the network is down');
    expect(await world.production()).toHaveProperty('canary');
  });

  test('decides for production as it is by then: a step that somebody settled meanwhile is read again', async () => {
    await world.receive();
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    const replace = world.ledger.replaceProduction.bind(world.ledger);
    world.ledger.replaceProduction = async (production, over) => {
      world.ledger.replaceProduction = replace;
      await replace(goBack(value, { reason: 'by hand', at: world.clock.now() })!, generation);
      return replace(production, over);
    };
    await expect(tick(drawn(0, 20))).rejects.toMatchObject({ name: 'RetryableError' });
    await world.receive();
    expect(await result()).toMatchObject({ data: { reasons: ['step 1 of 3, unseen: by hand'] } });
  });

  test('waits for the canary of another run, and has not begun then', async () => {
    const other = { ...former, run: '20261121-00000000', endpoint: 'e/other' };
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    const canary = { ...other, steps: [0.5], step: 0, startedAt: former.deployedAt, steppedAt: former.deployedAt };
    await world.ledger.replaceProduction({ ...value, canary }, generation);
    await world.receive();
    expect(await waitsFor()).toEqual({ run: other.run });
    expect(await world.production()).toMatchObject({ canary: { run: other.run } });
  });

  test('keeps what was decided on the canary before it: production forgets that now', async () => {
    const verdict = {
      run: '20261121-00000000',
      step: 0,
      decision: 'rollback' as const,
      reason: 'worse',
      at: former.deployedAt,
    };
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    await world.ledger.replaceProduction({ ...value, verdicts: [verdict] }, generation);
    await world.receive();
    const uri = world.ledger.artifactUri(verdictsPath({ pipeline: run.pipeline, run: verdict.run }));
    expect(JSON.parse(world.objects.text(uri)!)).toEqual([verdict]);
    expect((await world.production())?.verdicts).toEqual([]);
  });

  test('is refused where its prompt asks callers for other fields than production: both answer the same requests', async () => {
    const before = runWith();
    before.run = former.run;
    before.configuration.prompt = { user: '{{subject}} of {{sender}}' };
    await world.ledger.createRun(before);
    await world.receive();
    expect(await result()).toMatchObject({
      data: { reasons: [expect.stringMatching(/^lora-16 asks callers for .*, and production for sender, subject: /)] },
    });
    expect(await world.production()).not.toHaveProperty('canary');
    expect(world.objects.uris().some((uri) => uri.endsWith(commitmentPath(run)))).toBe(false);
  });
});
