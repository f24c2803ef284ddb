import { describe, expect, test } from '@jest/globals';
import { keepRead } from '../../../../functions/console/live/kept';
import { createFakeClock } from '../../fakes';
import { createToldChanges } from '../told-changes';

function keep({ isHeard }: { isHeard: boolean }) {
  const clock = createFakeClock();
  const changes = createToldChanges({ isHeard });
  let count = 0;
  const read = keepRead(
    { changes, clock },
    async (name) => `${name} ${(count += 1)}`,
    (object, name) => object.startsWith(name),
  );
  return { clock, changes, read };
}

describe('what was read of the ledger', () => {
  test('is kept while nothing of it has changed, for as long as changes are heard', async () => {
    const { clock, changes, read } = keep({ isHeard: true });
    expect(await read('a')).toBe('a 1');
    await clock.advance(3_600_000);
    changes.tell('b/1');
    expect(await read('a')).toBe('a 1');
  });

  test('is read again once it has changed', async () => {
    const { changes, read } = keep({ isHeard: true });
    await read('a');
    changes.tell('a/1');
    expect(await read('a')).toBe('a 2');
  });

  test('is read again after five seconds where nobody hears of changes', async () => {
    const { clock, read } = keep({ isHeard: false });
    await read('a');
    await clock.advance(4_999);
    expect(await read('a')).toBe('a 1');
    await clock.advance(1);
    expect(await read('a')).toBe('a 2');
  });

  test('is read once for all who ask at the same time', async () => {
    const { read } = keep({ isHeard: true });
    expect(await Promise.all([read('a'), read('a')])).toEqual(['a 1', 'a 1']);
  });

  test('is not kept where it could not be read', async () => {
    let isBroken = true;
    const read = keepRead(
      { changes: createToldChanges({ isHeard: true }), clock: createFakeClock() },
      async () => {
        if (isBroken) throw new Error('503');
        return 'found';
      },
      () => false,
    );
    await expect(read('a')).rejects.toThrow('503');
    isBroken = false;
    expect(await read('a')).toBe('found');
  });
});
