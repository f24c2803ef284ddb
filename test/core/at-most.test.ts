import { expect, test } from '@jest/globals';
import { atMost } from '../../core/at-most';

/** Work that begins as it is asked to, and ends when it is told. */
function workshop() {
  const log: string[] = [];
  const ends = new Map<string, { resolve(): void; reject(error: Error): void }>();
  return {
    log,
    work: async (item: string) => {
      log.push(`${item} begins`);
      await new Promise<void>((resolve, reject) => ends.set(item, { resolve, reject }));
      log.push(`${item} ends`);
      return item.toUpperCase();
    },
    end: async (item: string) => {
      ends.get(item)!.resolve();
      await new Promise(setImmediate);
    },
    fail: async (item: string) => {
      ends.get(item)!.reject(new Error(`${item} failed`));
      await new Promise(setImmediate);
    },
  };
}

test('so many are under way at a time, and the results are in the order of the items', async () => {
  const { work, end, log } = workshop();
  const all = atMost(2, ['a', 'b', 'c'], work);
  await end('b');
  await end('c');
  await end('a');
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'c begins', 'c ends', 'a ends']);
  expect(await all).toEqual(['A', 'B', 'C']);
});

test('after a failure nothing is begun, and it is told when all that was begun has ended', async () => {
  const { work, end, fail, log } = workshop();
  const all = atMost(2, ['a', 'b', 'c'], work).catch((error: Error) => log.push(error.message));
  await fail('a');
  await end('b');
  await all;
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'a failed']);
});

test('no items are done at once', async () => {
  expect(await atMost(4, [], workshop().work)).toEqual([]);
});
