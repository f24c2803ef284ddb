import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, withPrefix, type State } from '../../local/state';

describe('the durable state of the local cloud', () => {
  let directory: string;
  let state: State;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-state-'));
    state = openState(directory);
  });

  afterEach(async () => {
    await state.close();
    rmSync(directory, { recursive: true });
  });

  test('keeps what was put across a close and an open', async () => {
    state.table<{ n: number }>('things').put('a', { n: 1 });
    await state.close();
    state = openState(directory);
    expect(state.table('things').get('a')).toEqual({ n: 1 });
  });

  test('keeps nothing of a transaction that throws', () => {
    const things = state.table<number>('things');
    expect(() =>
      state.transaction(() => {
        things.put('a', 1);
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(things.get('a')).toBeUndefined();
  });

  test('commits what one turn of the event loop brings together, in its order, without what throws', async () => {
    const things = state.table<number>('things');
    const add = (key: string, fails = false) =>
      state.grouped(() => {
        things.put(key, [...things.entries()].length);
        if (fails) throw new Error(`no ${key}`);
        return key;
      });
    const [first, second, third] = await Promise.allSettled([add('a'), add('b', true), add('c')]);
    expect([first, third]).toMatchObject([{ value: 'a' }, { value: 'c' }]);
    expect(second).toMatchObject({ reason: new Error('no b') });
    expect([...things.entries()]).toEqual([
      { key: 'a', value: 0 },
      { key: 'c', value: 1 },
    ]);
  });

  test('has on disk what a group has resolved', async () => {
    await state.grouped(() => state.table('things').put('a', 1));
    await state.close();
    state = openState(directory);
    expect(state.table('things').get('a')).toBe(1);
  });

  test('lists keys in order, by prefix', () => {
    const things = state.table<number>('things');
    for (const key of ['b/2', 'a/1', 'b/1', 'c/1']) things.put(key, 1);
    expect([...things.entries(withPrefix('b/'))].map(({ key }) => key)).toEqual(['b/1', 'b/2']);
  });

  test('says whether there was something to remove', () => {
    const things = state.table<number>('things');
    things.put('a', 1);
    expect([things.remove('a'), things.remove('a')]).toEqual([true, false]);
  });
});
