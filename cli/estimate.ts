/** What a drop will cost, before anything is uploaded: an estimate from the bytes of its files, and on what it rests. */
import { createReadStream, statSync } from 'node:fs';
import { pipeline as stream } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../formats/recognise';
import type { Price } from '../core/price';
import { tokenCountsOf, workloadOf, type Amount, type Workload } from '../core/workload';
import type { Configuration } from '../schemas/generated/types';
import type { EarlierBatch } from '../operations/pipelines/earlier-batch';
import { priceWorkload } from './price';

export interface Estimate {
  price: Price;
  /** In words. */
  restsOn: string;
}

/**
 * As many tokens for each byte as the earlier batch had, since the same SQL reads both; without one, a token for each four bytes
 * of files as they are unpacked, less what is held out, until the base's own tokenizer is known to read otherwise.
 */
export async function estimatePrice(
  configuration: Configuration,
  files: { path: string }[],
  earlier?: EarlierBatch,
): Promise<Estimate> {
  const { workload, restsOn } = await estimateWorkload(configuration, files, earlier);
  return { price: priceWorkload(configuration, workload), restsOn };
}

interface EstimatedWorkload {
  workload: Workload;
  /** In words. */
  restsOn: string;
}

/** What the files would come to. */
export async function estimateWorkload(
  configuration: Configuration,
  files: { path: string }[],
  earlier?: EarlierBatch,
): Promise<EstimatedWorkload> {
  const before = earlier?.record.trigger.objects.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  if (earlier && before > 0) {
    const share = bytesOf(files) / before;
    const counts = new Map(
      [...tokenCountsOf(earlier.card)].map(([prompt, { train, evaluation, pairs }]) => [
        prompt,
        {
          train: scaled(train, share),
          evaluation: scaled(evaluation, share),
          ...(pairs && { pairs: scaled(pairs, share) }),
        },
      ]),
    );
    return {
      workload: workloadOf(configuration, counts, earlier.tokenRatios),
      restsOn: `an estimate: as many tokens a byte as run ${earlier.record.run} had`,
    };
  }
  const bytes = await unpackedBytes(files);
  const { evaluationShare, validationShare } = configuration.pipeline.training.split;
  const promptTokens = Math.round((bytes / 4) * (1 - evaluationShare - validationShare));
  const train = { examples: 0, promptTokens, targetTokens: 0 };
  const evaluation = { examples: 0, promptTokens: 0, targetTokens: 0 };
  return {
    workload: workloadOf(configuration, new Map([['', { train, evaluation }]])),
    restsOn:
      "an estimate by the bytes of the files and the base's tokenizer, less what is held out; the run counts them",
  };
}

const scaled = (amount: Amount, share: number): Amount => ({
  examples: Math.round(amount.examples * share),
  promptTokens: Math.round(amount.promptTokens * share),
  targetTokens: Math.round(amount.targetTokens * share),
});

const bytesOf = (files: { path: string }[]): number => files.reduce((sum, { path }) => sum + statSync(path).size, 0);

async function unpackedBytes(files: { path: string }[]): Promise<number> {
  let bytes = 0;
  for (const { path } of files) bytes += await unpackedSize(path);
  return bytes;
}

/** What only begins like gzip, or breaks off, is as large as it lies there: the run says what is wrong with it. */
async function unpackedSize(path: string): Promise<number> {
  const { size } = statSync(path);
  const head: Buffer[] = await createReadStream(path, { end: 1 }).toArray();
  if (!isGzip(Buffer.concat(head))) return size;
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) bytes += chunk.length;
  };
  try {
    await stream(createReadStream(path), createGunzip(), count);
    return bytes;
  } catch {
    return size;
  }
}
