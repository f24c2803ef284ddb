import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLineWindows, type LineWindows } from '../../../operations/ledger/line-windows';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

const uri = 'gs://artifacts/many.jsonl';
const lineAt = (place: number): string => `{"row":${place},"é":"${'x'.repeat(place % 7)}"}`;

describe('lines of an object, in windows', () => {
  let stored: StoredCloud;
  let lines: LineWindows;
  const write = (text: string) => stored.objects.write(uri, text);
  const read = (from: number, count: number, longest = 1000) => lines.read(uri, { from, count, longest });
  beforeAll(async () => {
    stored = await startStoredCloud();
    lines = createLineWindows(stored.cloud.storage);
    await write(Array.from({ length: 1000 }, (_, place) => `${lineAt(place)}\n`).join(''));
  });
  afterAll(() => stored.stop());

  test.each([
    [0, 3, [0, 1, 2]],
    [62, 4, [62, 63, 64, 65]],
    [64, 1, [64]],
    [640, 2, [640, 641]],
    [998, 10, [998, 999]],
    [1000, 10, []],
    [5, 0, []],
  ])('from %d on, %d of them', async (from, count, places) => {
    expect(await read(from, count)).toEqual({ total: 1000, from, lines: places.map((at) => ({ text: lineAt(at) })) });
  });

  test('the first window of an object whose lines are counted already is there at once', async () => {
    const first = await lines.read(uri, { from: 0, count: 2, longest: 1000, total: 1000 });
    expect(first).toEqual({ total: 1000, from: 0, lines: [{ text: lineAt(0) }, { text: lineAt(1) }] });
  });

  test('what is longer than asked for says how much is left out, and ends with a whole character', async () => {
    await write(`short\n${'a'.repeat(9)}😀😀\n`);
    expect((await read(0, 2, 10)).lines).toEqual([{ text: 'short' }, { text: 'a'.repeat(9), left: 4 }]);
  });

  test('an object that was replaced is read as it is now', async () => {
    await write('one\ntwo');
    expect(await read(0, 9)).toEqual({ total: 2, from: 0, lines: [{ text: 'one' }, { text: 'two' }] });
    await write('');
    expect(await read(0, 9)).toEqual({ total: 0, from: 0, lines: [] });
  });

  test('an object that is gone is said to be', async () => {
    await expect(lines.read('gs://artifacts/none', { from: 0, count: 1, longest: 9 })).rejects.toThrow(
      'gs://artifacts/none is gone.',
    );
  });
});
