import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { lines, placedLines } from '../../core/lines';

const read = async (...chunks: (string | Buffer)[]): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of lines(Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))))) found.push(line);
  return found;
};

test.each<[string, (string | Buffer)[], string[]]>([
  ['nothing', [], []],
  ['nothing in pieces', ['', ''], []],
  ['a last line without its end', ['a\nb'], ['a', 'b']],
  ['a line in several pieces', ['a', 'b', 'c\nd\n'], ['abc', 'd']],
  ['an empty line', ['a\n\nb\n'], ['a', '', 'b']],
  ['\\n and \\r\\n, wherever the pieces are cut', ['a\r', '\nb', 'c\n', '\nd\r'], ['a', 'bc', '', 'd']],
  ['separators that a JSON string may hold', ['{"a":"\u2028\u2029\u0085"}\n1'], ['{"a":"\u2028\u2029\u0085"}', '1']],
  ['a character in two pieces', [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)], ['é']],
])('%s: lines are what they are', async (_, chunks, expected) => expect(await read(...chunks)).toEqual(expected));

test('a line is found again where it is said to stand, in bytes', async () => {
  const bytes = Buffer.from('é\r\n\nbc\nd');
  const found: [string, string][] = [];
  for await (const { text, start, end } of placedLines(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)])))
    found.push([text, bytes.toString('utf8', start, end)]);
  expect(found).toEqual([
    ['é', 'é\r'],
    ['', ''],
    ['bc', 'bc'],
    ['d', 'd'],
  ]);
});
