import { expect, test } from '@jest/globals';
import { together } from '../../core/together';
import { settled } from '../functions/fakes';

test('gives what each gives', async () => {
  const [one, two] = await together([Promise.resolve(1), Promise.resolve('two')]);
  expect([one + 1, two.length]).toEqual([2, 3]);
});

test('throws the first failure when the last has ended, and not before', async () => {
  let finish = () => {};
  const slow = new Promise<void>((resolve) => (finish = resolve));
  let end: unknown;
  const all = together([slow, Promise.reject(new Error('first')), Promise.reject(new Error('second'))]).catch(
    (error: unknown) => (end = error),
  );
  await settled();
  expect(end).toBeUndefined();
  finish();
  await all;
  expect(end).toEqual(new Error('first'));
});
