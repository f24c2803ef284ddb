import { expect, test } from '@jest/globals';
import { readTraining } from '../../../../functions/evaluate/naive/training';
import { createWorld } from '../../fakes';

const uri = 'gs://artifacts/train.jsonl';

const line = (n: number) =>
  JSON.stringify({
    systemInstruction: { role: 'system', parts: [{ text: 'Sum up.' }] },
    contents: [
      { role: 'user', parts: [{ text: `question ${n}` }] },
      { role: 'model', parts: [{ text: `answer ${n}` }] },
    ],
  });
const numbers = Array.from({ length: 30 }, (_, n) => n + 10);

const training = async (lines: number[], limits = {}) => {
  const { objects } = createWorld();
  objects.put(uri, lines.map((n) => `${line(n)}\n`).join(''));
  return readTraining(uri, objects, limits);
};
const targets = (examples: Awaited<ReturnType<typeof training>>) => examples.map(({ target }) => target);

test('what is asked and answered, without the instruction, in the order of the file', async () => {
  const examples = await training(numbers);
  expect(examples[0]).toEqual({ request: { turns: [{ role: 'user', text: 'question 10' }] }, target: 'answer 10' });
  expect(targets(examples)).toEqual(numbers.map((n) => `answer ${n}`));
});

test('of too many those of the smallest hashes, whatever their order', async () => {
  const chosen = targets(await training(numbers, { maximumExamples: 7 }));
  expect(chosen).toHaveLength(7);
  const reversed = targets(await training(numbers.toReversed(), { maximumExamples: 7 }));
  expect(reversed.toSorted()).toEqual(chosen.toSorted());
  expect(chosen).not.toEqual(targets(await training(numbers)).slice(0, 7));
});

test('no more bytes than are asked for', async () => {
  const bytes = line(10).length;
  expect(await training(numbers, { maximumBytes: 5 * bytes })).toHaveLength(5);
  expect(await training(numbers, { maximumBytes: 5 * bytes - 1 })).toHaveLength(4);
});

test('fails for a file that is gone', async () => {
  await expect(readTraining(uri, createWorld().objects)).rejects.toThrow('does not exist');
});
