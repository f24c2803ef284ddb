// Makes the embedding model of the local Vertex AI: what GloVe knows of the commonest words, in the directions in which words differ
// most (PCA), a byte each. node scripts/embedding/train.mjs [--folder FOLDER]: the vectors are fetched there, 118 MB.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchVectors } from '../base-model/glove.mjs';
import { principalDirections } from './principal-directions.mjs';

const wordCount = 20_000;
const width = 64;
/** The first direction is how often a word is used, and not what it means (Mu and Viswanath 2018, arXiv 1702.01417). */
const skipped = 1;
/** Standard deviations that a byte holds: what lies beyond is cut off. */
const held = 4;

const { values } = parseArgs({
  options: { folder: { type: 'string', default: join(tmpdir(), 'landfall-glove') } },
});
const words = fetchVectors(values.folder)
  .filter(([word]) => /^[a-z]+$/.test(word))
  .slice(0, wordCount);

const vectors = words.map(([, vector]) => {
  const length = Math.hypot(...vector);
  return Float64Array.from(vector, (value) => value / length);
});
const mean = vectors[0].map((_, at) => vectors.reduce((sum, vector) => sum + vector[at], 0) / vectors.length);
for (const vector of vectors) vector.forEach((value, at) => (vector[at] = value - mean[at]));

const directions = principalDirections(vectors).slice(skipped, skipped + width);
const projected = vectors.flatMap((vector) =>
  directions.map((direction) => direction.reduce((sum, value, at) => sum + value * vector[at], 0)),
);
const spread = Math.sqrt(projected.reduce((sum, value) => sum + value * value, 0) / projected.length);
const bytes = Int8Array.from(projected, (value) =>
  Math.max(-127, Math.min(127, Math.round((value * 127) / (held * spread)))),
);

const target = new URL('../../local/vertex/embedding/', import.meta.url).pathname;
writeFileSync(join(target, 'words.txt'), `${words.map(([word]) => word).join('\n')}\n`);
writeFileSync(join(target, 'weights.bin'), bytes);
console.log(`${words.length} words of ${width} numbers, ${bytes.length} bytes`);
