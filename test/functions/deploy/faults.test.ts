import { describe, expect, test } from '@jest/globals';
import { chanceFrom } from '../../../bench/gate/models';
import { goBack, type StepCounts } from '../../../core/canary/rollout';
import { settled } from '../fakes';
import { createDeploying, former, runWith, type Deploying } from './deploying';

/**
 * Lives of one run in deploy, from its evaluation to its end, in the real stage. Everything that it asks of the outside, object,
 * message, count or answer, is a call here, at which something may happen.
 */
const run = runWith({ rollout: { steps: [0, 0.1, 0.5], golden: 2 } });

const beside = [1000, 9000, 1250];
const countsWith = (badOfCanary: number): StepCounts[] =>
  beside.flatMap((asked, step) => [
    { step, arm: 'control', asked, bad: asked / 50 },
    { step, arm: 'canary', asked: 1000, bad: step === 1 ? badOfCanary : 20 },
  ]);
const kinds = { healthy: countsWith(20), harmful: countsWith(200) };

type Happening = (call: number, life: { world: Deploying; kill: () => void }) => void | Promise<void>;

interface Life {
  world: Deploying;
  calls: number;
}

/** @param before happens before a call is made; @param after when it was made, but nobody has heard of it */
async function live(
  counts: StepCounts[],
  { before, after, twins = 1 }: { before?: Happening; after?: Happening; twins?: number } = {},
): Promise<Life> {
  const world = await createDeploying(run, { production: former.run });
  await world.ledger.replaceProduction(former, undefined);
  world.counts = counts;
  const life = { world, calls: 0 };
  let [isAlive, isOver] = [true, false];
  const kill = () => {
    isAlive = false;
    throw new Error('killed');
  };
  const outside = <A extends unknown[], R>(call: (...args: A) => R) =>
    async function (...args: A): Promise<Awaited<R>> {
      if (isOver) return await call(...args);
      if (!isAlive) kill();
      const number = (life.calls += 1);
      await before?.(number, { world, kill });
      const value = await call(...args);
      await after?.(number, { world, kill });
      return value;
    };
  const { objects } = world;
  for (const name of ['read', 'write', 'remove', 'list'] as const)
    objects[name] = outside((objects[name] as (...args: never[]) => unknown).bind(objects)) as never;
  world.publish = outside(world.publish.bind(world));
  world.count = outside(world.count.bind(world));
  world.ask = outside(world.ask.bind(world));
  // What has come to nothing comes again, and a run that is left under way is brought back.
  const resultUri = world.ledger.uri(run, 'deploy/result.json');
  for (let [minute, afterwards] = [0, 0]; minute < 20 && afterwards < 2; minute++) {
    isAlive = true;
    const deliveries = await Promise.allSettled(Array.from({ length: twins }, () => world.receive()));
    await settled();
    await world.clock.advance(60_000);
    // What is acknowledged may come once more all the same.
    const isAcknowledged = deliveries.every(({ status }) => status === 'fulfilled');
    if (isAcknowledged && objects.text(resultUri) !== undefined) afterwards++;
  }
  isOver = true;
  return life;
}

/** All that is on record of an end, but for its times. */
async function endOf({ world }: Life): Promise<string> {
  const production = await world.production();
  const result = await world.ledger.findResult(run, 'deploy');
  const said = Object.fromEntries(world.published.map((event) => [event.id, event]));
  const marks = await world.ledger.inFlight('deploy').list();
  const text = JSON.stringify({ production, output: result?.output, said, marks });
  return text.replaceAll(/"(?:at|time|deployedAt|startedAt|steppedAt)":"[^"]*",?/g, '');
}

describe.each(Object.entries(kinds))('a run with a %s canary', (kind, counts) => {
  test('comes to the same end, wherever it is killed, before a call or after it', async () => {
    const undisturbed = await live(counts);
    const expected = await endOf(undisturbed);
    expect(expected).toContain(kind === 'healthy' ? 'endpoint.deployed' : 'deployment.refused');
    const others: string[] = [];
    for (let at = 1; at <= undisturbed.calls; at++)
      for (const when of ['before', 'after'] as const) {
        const killing: Happening = (call, { kill }) => {
          if (call === at) kill();
        };
        const end = await endOf(await live(counts, { [when]: killing }));
        if (end !== expected) others.push(`${when} call ${at}: ${end}`);
      }
    expect(others).toEqual([]);
  });

  test('comes to the same end with twins that are killed, whoever is faster', async () => {
    const expected = await endOf(await live(counts));
    const others: string[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const random = chanceFrom(`twins ${seed}`);
      const before: Happening = async (_, { kill }) => {
        if (random() < 0.02) kill();
        for (let turns = Math.floor(random() * 3); turns > 0; turns--) await settled();
      };
      const end = await endOf(await live(counts, { before, twins: 2 }));
      if (end !== expected) others.push(`seed ${seed}: ${end}`);
    }
    expect(others).toEqual([]);
  });

  test('says what production says, which is what a person has made of it, at whatever moment that one goes back', async () => {
    const { calls } = await live(counts);
    const wrong: string[] = [];
    for (let at = 1; at <= calls; at++) {
      let hasGoneBack = false;
      const before: Happening = async (call, { world }) => {
        if (call === at) hasGoneBack = await goBackByHand(world);
      };
      const { world } = await live(counts, { before });
      const production = (await world.production())!;
      const output = (await world.ledger.findResult(run, 'deploy'))?.output;
      const isDeployed = output?.type === 'landfall.endpoint.deployed.v1';
      const wasDeployed = [production.run, production.wentBackFrom?.run].includes(run.run);
      const steps = ((output?.data as { canary?: { step: number }[] } | undefined)?.canary ?? []).map(
        ({ step }) => step,
      );
      const isRight =
        output !== undefined &&
        production.canary === undefined &&
        production.serving.length === 1 &&
        (isDeployed ? wasDeployed : production.run === former.run) &&
        (!hasGoneBack || production.run === former.run) &&
        steps.every((step, index) => step === index);
      if (!isRight) wrong.push(`at call ${at}: ${JSON.stringify({ production, output })}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether there was something to go back from. */
async function goBackByHand({ ledger, clock }: Deploying): Promise<boolean> {
  const found = await ledger.findProduction(run.pipeline);
  const back = found && goBack(found.value, { reason: 'by hand', at: clock.now() });
  if (back) await ledger.replaceProduction(back, found.generation);
  return back !== undefined;
}
