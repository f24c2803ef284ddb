import { beforeEach, describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../../../core/prompt';
import { createProductionCache } from '../../../../functions/serve/asking/production-model';
import { createLedger } from '../../../../functions/shared/stage/ledger';
import production from '../../../../schemas/examples/production.json';
import { artifacts, createWorld, exampleRun, settled, type World } from '../../fakes';

describe('what serves a pipeline', () => {
  let world: World;
  let findServing: ReturnType<typeof createProductionCache>;
  let looks: number;
  /** Holds every look at the pointer until it is called. */
  let release: (() => void) | undefined;
  let fails: boolean;

  beforeEach(async () => {
    world = createWorld();
    const run = exampleRun();
    await world.ledger.createRun(run);
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction({ ...production, promptDigest }, undefined);
    looks = 0;
    release = undefined;
    fails = false;
    const { ledger } = world;
    world.ledger = {
      ...ledger,
      async findProduction(pipeline) {
        looks += 1;
        if (fails) throw new Error('away');
        const found = await ledger.findProduction(pipeline);
        if (release) await new Promise<void>((resolve) => (release = resolve));
        return found;
      },
    };
    findServing = createProductionCache(world);
  });
  const endpoint = async () => (await findServing(production.pipeline)).production.serving[0]!.endpoint;
  const deploy = async (name: string) => {
    const { value, generation } = (await createLedger({ objects: world.objects, bucket: artifacts }).findProduction(
      production.pipeline,
    ))!;
    await world.ledger.replaceProduction({ ...value, serving: [{ endpoint: name, share: 1 }] }, generation);
  };

  test('is looked at once by any number of callers that come together', async () => {
    await Promise.all(Array.from({ length: 1000 }, endpoint));
    expect(looks).toBe(1);
  });

  test('is looked at beside the work of whoever comes after a second, who does not wait', async () => {
    const old = await endpoint();
    await deploy('e/new');
    await world.clock.advance(999);
    expect([await endpoint(), looks]).toEqual([old, 1]);
    await world.clock.advance(1);
    release = () => {};
    expect([await endpoint(), await endpoint(), looks]).toEqual([old, old, 2]);
    await settled();
    release();
    await settled();
    expect([await endpoint(), looks]).toEqual(['e/new', 2]);
  });

  test('is waited for after two seconds, so that nobody is answered by what was before', async () => {
    await endpoint();
    await deploy('e/new');
    await world.clock.advance(2_000);
    expect([await endpoint(), looks]).toEqual(['e/new', 2]);
  });

  test('is looked at again where a look was begun before the process stood still', async () => {
    await endpoint();
    await world.clock.advance(1_000);
    release = () => {};
    await endpoint();
    await settled();
    const goesOn = release;
    release = undefined;
    await deploy('e/new');
    await world.clock.advance(600_000);
    const asked = endpoint();
    goesOn();
    expect(await asked).toBe('e/new');
    await settled();
    expect(await endpoint()).toBe('e/new');
  });

  test('is told from memory while its pointer cannot be read, for as long as it may be', async () => {
    const old = await endpoint();
    await world.clock.advance(1_000);
    fails = true;
    expect(await endpoint()).toBe(old);
    await settled();
    await world.clock.advance(1_000);
    await expect(endpoint()).rejects.toThrow('away');
    fails = false;
    expect(await endpoint()).toBe(old);
  });

  test('is not remembered of a pipeline that nobody has', async () => {
    for (const name of ['a', 'b', 'a']) await expect(findServing(name)).rejects.toMatchObject({ status: 404 });
    expect(looks).toBe(3);
  });
});
