import { expect, test } from '@jest/globals';
import { chosenLines } from '../../core/chosen-lines';

async function* linesOf(texts: string[]) {
  for (const text of texts) yield { text };
}
const texts = Array.from({ length: 40 }, (_, i) => `line ${i}`);
const chosen = (some: string[], most: number) => chosenLines(linesOf(some), most, ({ text }) => text);

test('the same lines are chosen in whatever order they stand, and more of them hold the fewer', async () => {
  const seven = await chosen(texts, 7);
  expect(seven).toHaveLength(7);
  expect(await chosen(texts.toReversed(), 7)).toEqual(seven);
  expect((await chosen(texts, 20)).slice(0, 7)).toEqual(seven);
});

test('a line knows its number, empty ones counted and not chosen', async () => {
  const numbered = await chosenLines(linesOf(['', 'a', '', 'b']), 9, ({ text, line }) => `${text}${line}`);
  expect(numbered.toSorted()).toEqual(['a2', 'b4']);
});
