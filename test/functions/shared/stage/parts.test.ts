import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Parts } from '../../../../functions/shared/stage/parts';
import { createWorld, exampleRun, settled, type World } from '../../fakes';

const names = ['a/1', 'a/2', 'b/1', 'b/2'];

describe('the parts of a stage', () => {
  let world: World;
  let parts: Parts;
  let done: string[];
  let lost: AbortController;
  let isTimeUp: () => boolean;

  beforeEach(() => {
    world = createWorld();
    parts = world.ledger.parts(exampleRun(), 'evaluate');
    done = [];
    lost = new AbortController();
    isTimeUp = () => false;
  });

  const work = async (name: string) => {
    done.push(name);
    return { of: name };
  };
  const complete = (each = work, atOnce = 2) =>
    parts.complete(names, each, (piece) => piece, { atOnce, signal: lost.signal, isTimeUp: () => isTimeUp() });
  const outcome = names.map((name) => ({ of: name }));

  test('are done once each, and handed over in the order of their names', async () => {
    expect(await complete()).toEqual(outcome);
    expect(await complete()).toEqual(outcome);
    expect(done).toEqual(names);
    expect(await parts.missing(names)).toEqual([]);
  });

  test('are done a few at a time', async () => {
    let [underWay, most] = [0, 0];
    const counted = async (name: string) => {
      most = Math.max(most, (underWay += 1));
      await settled();
      underWay -= 1;
      return work(name);
    };
    await complete(counted, 3);
    expect(most).toBe(3);
  });

  test('leave in memory only what is kept of each, whether it is made or found', async () => {
    await parts.record('a/1', { of: 'a/1' });
    const limits = { atOnce: 2, signal: lost.signal, isTimeUp };
    expect(await parts.complete(names, work, ({ of }) => of.length, limits)).toEqual([3, 3, 3, 3]);
  });

  test('cost one piece when a function dies: the others are not done again', async () => {
    const dying = (name: string) => (name === 'b/1' ? Promise.reject(new Error('killed')) : work(name));
    await expect(complete(dying, 1)).rejects.toThrow('killed');
    expect(await parts.missing(names)).toEqual(['b/1', 'b/2']);
    expect(await complete()).toEqual(outcome);
    expect(done).toEqual(names);
  });

  test('cost one piece when it dies between the work and the record', async () => {
    world.objects.failNext('write', 'a/2.json', new Error('killed'));
    await expect(complete(work, 1)).rejects.toThrow('killed');
    expect(await complete()).toEqual(outcome);
    expect(done).toEqual(['a/1', 'a/2', 'a/2', 'b/1', 'b/2']);
  });

  test('are left when the time is up, and gone on with later', async () => {
    isTimeUp = () => done.length >= 3;
    expect(await complete(work, 1)).toBeUndefined();
    expect(await parts.missing(names)).toEqual(['b/2']);
    isTimeUp = () => false;
    expect(await complete()).toEqual(outcome);
  });

  test('are not begun once the lease is lost', async () => {
    const losing = async (name: string) => {
      lost.abort(new Error('taken over'));
      return work(name);
    };
    await expect(complete(losing, 1)).rejects.toThrow('taken over');
    expect(done).toEqual(['a/1']);
  });

  test('may be shared out among functions, and are there for whoever comes when all are done', async () => {
    await parts.record('a/1', { of: 'a/1' });
    await Promise.all(names.slice(1, 3).map((name) => parts.record(name, { of: name })));
    expect(await parts.all(names)).toBeUndefined();
    await parts.record('b/2', { of: 'b/2' });
    expect(await parts.all(names)).toEqual(outcome);
  });

  test('are what was recorded first when twins do the same', async () => {
    await parts.record('a/1', { of: 'a twin' });
    expect(await parts.record('a/1', { of: 'a/1' })).toEqual({ of: 'a twin' });
    expect((await complete())![0]).toEqual({ of: 'a twin' });
  });

  test('belong to one stage of one run', async () => {
    await complete();
    expect(await world.ledger.parts(exampleRun(), 'deploy').missing(names)).toEqual(names);
  });
});
