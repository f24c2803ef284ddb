import { expect, test } from '@jest/globals';
import { lines } from '../../../functions/shared/lines';

async function* arriving(...pieces: string[]) {
  yield* pieces;
}

test.each<[string, string[], string[]]>([
  ['end with \\n or \\r\\n, wherever the pieces are cut', ['a\r', '\nb', 'c\n', '\nd'], ['a', 'bc', '', 'd']],
  [
    'hold every other separator that a JSON string may hold',
    ['{"a":"x\u2028y\u2029z\u0085"}\n'],
    ['{"a":"x\u2028y\u2029z\u0085"}'],
  ],
  ['are none in nothing', ['', ''], []],
])('lines %s', async (_, pieces, expected) => {
  const found: string[] = [];
  for await (const line of lines(arriving(...pieces))) found.push(line);
  expect(found).toEqual(expected);
});
