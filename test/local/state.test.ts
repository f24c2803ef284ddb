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
