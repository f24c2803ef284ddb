import { expect, test } from '@jest/globals';
import { createRecent } from '../../core/recent';

const counted = () => {
  const made: string[] = [];
  const recent = createRecent<string>(2);
  return { made, ask: (key: string) => recent(key, async () => (made.push(key), key.toUpperCase())) };
};

test('what is asked for at the same time, and again, is made once', async () => {
  const { made, ask } = counted();
  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['A', 'A']);
  await ask('a');
  expect(made).toEqual(['a']);
});

test('what was asked for longest ago makes room', async () => {
  const { made, ask } = counted();
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('what could not be made is tried again', async () => {
  const recent = createRecent<string>(2);
  await expect(recent('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await recent('a', async () => 'A')).toBe('A');
});
