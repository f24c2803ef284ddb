import { expect, test } from '@jest/globals';
import { chooseExamples, readerOf } from '../../../../functions/shared/evaluation/examples';
import { createWorld } from '../../fakes';

const uri = 'gs://artifacts/evaluation.jsonl';

const example = (n: number) =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: `Frage ${'ü'.repeat(n)}` }] },
      { role: 'model', parts: [{ text: `Antwort ${n}` }] },
    ],
  });

test('those chosen are read one by one from where they stand, and nothing of them is held before', async () => {
  const { objects } = createWorld();
  objects.put(uri, Array.from({ length: 9 }, (_, n) => `${example(n)}${n % 2 ? '\r\n' : '\n\n'}`).join(''));
  const places = await chooseExamples(uri, 4, objects);
  expect(Object.keys(places[0]!).toSorted()).toEqual(['end', 'line', 'start']);
  const bytes = (await objects.read(uri))!.text.length;
  expect(places.every(({ start, end }) => end - start < bytes / 4)).toBe(true);
  const found = await Promise.all(places.map(readerOf(uri, objects)));
  expect(new Set(found.map(({ target }) => target)).size).toBe(4);
  for (const { request, target, line } of found) {
    const n = Number(target.split(' ')[1]);
    expect(request.turns).toEqual([{ role: 'user', text: `Frage ${'ü'.repeat(n)}` }]);
    // Every second one is followed by an empty line.
    expect(line).toBe(1 + n + Math.ceil(n / 2));
  }
});
