import { expect, test } from '@jest/globals';
import { unhurried } from '../../../../functions/evaluate/naive/unhurried';

test('lets others have their turn between some items and the next', async () => {
  const seen: (number | 'other')[] = [];
  const items = Array.from({ length: 300 }, (_, n) => n);
  setImmediate(() => seen.push('other'));
  for await (const some of unhurried(items)) {
    seen.push(...some);
    setImmediate(() => seen.push('other'));
  }
  expect(seen.filter((each) => each !== 'other')).toEqual(items);
  expect(seen.filter((each) => each === 'other').length).toBeGreaterThanOrEqual(3);
  expect(seen[0]).toBe('other');
});

test('leaves off in the middle when it is told to', async () => {
  const controller = new AbortController();
  const going = (async () => {
    for await (const [first] of unhurried(
      Array.from({ length: 1000 }, (_, n) => n),
      controller.signal,
    ))
      if (first! >= 256) controller.abort();
  })();
  await expect(going).rejects.toThrow('aborted');
});
