import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExample, readExamples } from '../../../../local/vertex/model/examples';
import { measureDataset } from '../../../../local/vertex/dataset-statistics';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { encodeTurn } from '../../../../local/vertex/model/tokenizer';

const { tokenizer, layout } = loadBase(defaultBase);
const longest = layout.shape.context;
const line = (user: string, model: string, system?: string) =>
  JSON.stringify({
    ...(system && { systemInstruction: { role: 'system', parts: [{ text: system }] } }),
    contents: [
      { role: 'user', parts: [{ text: user }] },
      { role: 'model', parts: [{ text: model }] },
    ],
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an example', () => {
  test('is learnt from the model’s words only, the end mark with them', () => {
    const { sequence } = readExample(tokenizer, longest, line('Who is it?', 'It is me.', 'Answer.'));
    const learnt = sequence!.tokens.filter((_, i) => sequence!.learn[i]);
    expect(tokenizer.decode(learnt)).toBe('It is me.');
    expect(sequence!.learn.at(-1)).toBe(1);
  });

  test('is cut at the longest sequence', () => {
    const { sequence, tokens, truncated } = readExample(tokenizer, longest, line('word', 'again '.repeat(1000)));
    expect(truncated).toBe(true);
    expect(tokens).toBeGreaterThan(1000);
    expect(sequence!.tokens).toHaveLength(longest);
  });

  test('is cut and dropped as the statistics of its job say', async () => {
    const measure = {
      countTurn: (turn: Parameters<typeof encodeTurn>[1]) => encodeTurn(tokenizer, turn).length,
      maxTokensPerExample: longest,
    };
    const answers = [1, 2, 3].map((length) => '7'.repeat(length));
    // Every digit is a token, so that an example has any length there is.
    for (const prompt of [376, 377, 378, 379, 380, 381, 382, 383]) {
      const file = join(folder, 'lengths.jsonl');
      const lines = answers.map((answer) => line('7'.repeat(prompt), answer));
      writeFileSync(file, [line('short', 'one'), ...lines].join('\n'));
      const said = await measureDataset(file, 'gs://b/lengths.jsonl', measure);
      const read = lines.map((each) => readExample(tokenizer, longest, each));
      expect(said.totalTruncatedExampleCount).toBe(String(read.filter(({ truncated }) => truncated).length));
      const dropped = said.droppedExampleReasons.filter((reason) => reason.includes('dropped'));
      expect(dropped).toHaveLength(read.filter(({ sequence }) => !sequence).length);
    }
  });

  test('is dropped when nothing of the model’s turn is left', () => {
    expect(readExample(tokenizer, longest, line('again '.repeat(1000), 'answer')).sequence).toBeUndefined();
  });
});

describe('a file of examples', () => {
  test.each([
    ['{"contents":', 'line 2: '],
    ['{"contents":[]}', 'line 2: contents is missing or empty'],
    ['{"contents":[{"role":"robot","parts":[]}]}', 'line 2: a role is robot, not user or model'],
    ['{"contents":[{"role":"user","parts":[{"text":"?"}]}]}', 'line 2: no turn of the model to learn from'],
  ])('is refused for %s', (bad, message) => {
    const file = join(folder, 'bad.jsonl');
    writeFileSync(file, `${line('a', 'b')}\n${bad}\n`);
    expect(() => readExamples(tokenizer, longest, file)).toThrow(message);
  });

  test('may end in empty lines, and has to hold an example', () => {
    const file = join(folder, 'good.jsonl');
    writeFileSync(file, `${line('a', 'b')}\n\n`);
    expect(readExamples(tokenizer, longest, file)).toHaveLength(1);
    writeFileSync(file, '\n');
    expect(() => readExamples(tokenizer, longest, file)).toThrow('holds no example');
  });
});
