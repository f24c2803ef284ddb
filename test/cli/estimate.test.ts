import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EarlierBatch } from '../../operations/pipelines/earlier-batch';
import { estimatePrice } from '../../cli/estimate';
import { smallerLines } from '../../cli/smaller';
import type { Configuration } from '../../schemas/generated/types';
import { datasetCard, plain } from './reports';
import { record } from './runs';

const folder = mkdtempSync(join(tmpdir(), 'landfall-estimate-'));
const asking = (maximumExamples: number, baseModels = {}) =>
  ({
    candidates: [{ kind: 'tuned', id: 'lora-8', base: 'gemini-3.5-flash', epochs: 2, prompt: 'prompt.yaml' }],
    prompt: { user: '{{email}}' },
    baseModels,
    pipeline: {
      training: { prompt: 'prompt.yaml', split: { evaluationShare: 0.1, validationShare: 0.1 } },
      tuning: { strategy: 'all' },
      evaluation: { maximumExamples, metrics: [] },
      deployment: { idleMinutes: 30 },
    },
  }) as unknown as Configuration;
const configuration = asking(200);
const earlier: EarlierBatch = { record, status: 'deployed', card: datasetCard(), isInProduction: true };

function file(name: string, content: Buffer | string): { path: string; source: string; name: string } {
  const path = join(mkdtempSync(join(folder, 'file-')), name);
  writeFileSync(path, content);
  return { path, source: name.split('.')[0]!, name };
}
const tokensOf = async (...args: Parameters<typeof estimatePrice>) => (await estimatePrice(...args)).price.tuning[0]!;

describe('what a drop will cost is estimated from its files', () => {
  test('at four bytes a token, less what is held out, when there is no earlier batch', async () => {
    // 400,000 bytes are 100,000 tokens, four fifths of them trained on, twice, at $10.
    const estimate = await tokensOf(configuration, [
      file('a.jsonl', 'x'.repeat(300_000)),
      file('b.jsonl', 'x'.repeat(100_000)),
    ]);
    expect(estimate).toMatchObject({ tokens: 80_000, billedTokens: 160_000 });
    expect(estimate.amount).toBeCloseTo(1.6, 10);
  });

  test("as the base's own tokenizer reads on average, where that is known", async () => {
    const tiny = asking(200, { 'gemini-3.5-flash': { tokenizing: { bytesPerToken: 2.5, tokensPerTurn: 2 } } });
    expect(await tokensOf(tiny, [file('a.jsonl', 'x'.repeat(400_000))])).toMatchObject({ tokens: 128_000 });
  });

  test.each([
    ['as it is unpacked, of gzip', gzipSync('x'.repeat(400_000)), 80_000],
    ['as it lies there, of gzip that breaks off', gzipSync('x'.repeat(400_000)).subarray(0, 200), 40],
    ['nothing, of an empty file', '', 0],
  ])('%s', async (_, content, tokens) =>
    expect(await tokensOf(configuration, [file('packed.gz', content)])).toMatchObject({ tokens }),
  );

  test('by the tokens that each byte of the earlier batch had', async () => {
    // The earlier batch: two objects of 1,000 bytes, 100,000 training tokens less what 2,000 and some texts were rounded up by. Half the bytes are half of that.
    const estimate = await estimatePrice(configuration, [file('c.jsonl', 'x'.repeat(1000))], earlier);
    expect(estimate.price.tuning[0]).toMatchObject({ tokens: 49_600 });
    expect(estimate.price.evaluation).toMatchObject({ examples: 59 });
    expect(estimate.restsOn).toContain(record.run);
    const { price } = await estimatePrice(asking(20), [file('c.jsonl', 'x'.repeat(1000))], earlier);
    expect(price.evaluation).toMatchObject({ examples: 20, answers: 40 });
  });
});

describe('a batch that is far smaller than the one before', () => {
  const lines = (files: ReturnType<typeof file>[], before?: EarlierBatch) => smallerLines(files, before).map(plain);

  test('is warned of, with the numbers and what a batch is', () => {
    expect(lines([file('emails.jsonl', 'x'.repeat(70))], earlier)).toEqual([
      `! This batch is far smaller than that of run ${record.run}, which is in production: emails has 70 B, and had 1.0 KB (1,189 rows).`,
      '  A batch is the whole data set: what is not in it is not trained on. --add adds to the last one.',
    ]);
  });

  test.each([
    ['the first one', [file('emails.jsonl', 'x')], undefined],
    ['half as large', [file('emails.jsonl', 'x'.repeat(500))], earlier],
    ['of another kind of file, whose bytes say nothing', [file('emails.parquet', 'x')], earlier],
    ['of a source that it did not have', [file('orders.jsonl', 'x')], earlier],
  ])('is not, when it is %s', (_, files, before) => expect(lines(files, before)).toEqual([]));
});
