/** The classifier that is shipped: weights as `npm run bench -- injection --write` has learnt them. Loaded where it is first needed: they are 55 KB. */
import { inflateRawSync } from 'node:zlib';
import { injectionScore, type InjectionWeights } from './score';
import { encoded, unit } from './weights';

export const shippedWeights: InjectionWeights = {
  buckets: new Int8Array(inflateRawSync(Buffer.from(encoded, 'base64'))),
  unit,
};

export const shippedScore = (text: string): number => injectionScore(text, shippedWeights);
