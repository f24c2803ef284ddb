/** What a drop will cost, before anything is uploaded: an estimate from the bytes of its files, and on what it rests. */
import { createReadStream, statSync } from 'node:fs';
import { pipeline as stream } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { loadModelPrices } from '../catalog/prices';
import { isGzip } from '../formats/recognise';
import { tunedCandidates } from '../core/candidates';
import { priceOf, type Amount, type Price } from '../core/price';
import { repositoryRoot } from '../core/root';
import type { Configuration } from '../schemas/generated/types';
import type { EarlierBatch } from './earlier-batch';
import { amountOf } from './price';

export interface Estimate {
  price: Price;
  /** In words. */
  restsOn: string;
}

/**
 * As many tokens for each byte as the earlier batch had, since the same SQL reads both; without one, Landfall's four bytes a
 * token, of files as they are unpacked, less what is held out.
 */
export async function estimatePrice(
  configuration: Configuration,
  files: { path: string }[],
  earlier?: EarlierBatch,
): Promise<Estimate> {
  const before = earlier?.record.trigger.objects.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  const { training, evaluation } = configuration.pipeline;
  const candidates = tunedCandidates(configuration);
  const prices = loadModelPrices(repositoryRoot());
  if (earlier && before > 0) {
    const share = bytesOf(files) / before;
    const scaled = (amount: Amount): Amount => ({
      examples: Math.round(amount.examples * share),
      promptTokens: Math.round(amount.promptTokens * share),
      targetTokens: Math.round(amount.targetTokens * share),
    });
    const [train, heldOut] = [scaled(amountOf(earlier.card, 'train')), scaled(amountOf(earlier.card, 'evaluation'))];
    const mostAsked = evaluation.maximumExamples;
    return {
      price: priceOf({ candidates, training: train, heldOut, mostAsked }, prices),
      restsOn: `an estimate: as many tokens a byte as run ${earlier.record.run} had`,
    };
  }
  const bytes = await unpackedBytes(files);
  const { evaluationShare, validationShare } = training.split;
  const promptTokens = Math.round((bytes / 4) * (1 - evaluationShare - validationShare));
  return {
    price: priceOf({ candidates, training: { examples: 0, promptTokens, targetTokens: 0 } }, prices),
    restsOn: 'an estimate: a token for each four bytes of the files, less what is held out; the run counts them',
  };
}

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
