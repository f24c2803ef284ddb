/** The small embedding model: what words mean, by a table of their vectors, beside how they are written. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';

/**
 * A text as a vector of length 1, the same on every machine. A shorter vector is the longer one without its end, made as long
 * again, as with models that are trained so: what words mean comes first, then how they are written, more finely the further back.
 */
export type Embedder = (text: string, dimensions: number) => number[];

const mostDimensions = 3072;

/** Numbers of a word's vector. */
const width = 64;
/** Where each part that says how words are written begins; the last one ends with the vector. */
const spellings = [width, 768, 1536];
/** How much of a vector's length what words mean has: found with labelled messages, of which the nearest should have the same label. */
const shareOfMeaning = 0.85;
/** How common a word is of which half counts (Arora et al. 2017, a simple but tough-to-beat baseline for sentence embeddings). */
const halved = 1e-3;
const eulerGamma = 0.5772;

/** Reads the table; half a megabyte of words and a byte for each of their numbers. */
export function createEmbedder(): Embedder {
  const read = (name: string) => readFileSync(join(repositoryRoot(), 'local/vertex/embedding', name));
  const words = read('words.txt').toString('utf8').trimEnd().split('\n');
  const table = new Int8Array(read('weights.bin'));
  const ranks = new Map(words.map((word, rank) => [word, rank]));
  /** By Zipf's law: of a word that the table lacks none. */
  const harmonic = Math.log(words.length) + eulerGamma;
  const weightOf = (rank: number | undefined) =>
    rank === undefined ? 1 : halved / (halved + 1 / ((rank + 1) * harmonic));

  return (text, dimensions) => {
    const vector = new Float64Array(mostDimensions);
    const meaning = vector.subarray(0, width);
    const counts = new Map<string, number>();
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      const rank = ranks.get(word);
      const weight = weightOf(rank);
      if (rank !== undefined)
        for (let at = 0; at < width; at++) meaning[at]! += weight * count * table[rank * width + at]!;
      spellings.forEach((start, part) => {
        const spelling = vector.subarray(start, spellings[part + 1] ?? mostDimensions);
        for (const [feature, share] of featuresOf(word)) {
          const hash = hashOf(`${part}${feature}`);
          spelling[(hash >>> 1) % spelling.length]! += (hash & 1 ? 1 : -1) * share * weight * Math.sqrt(count);
        }
      });
    }
    scale(meaning, shareOfMeaning);
    spellings.forEach((start, part) =>
      scale(vector.subarray(start, spellings[part + 1] ?? mostDimensions), Math.sqrt(1 - shareOfMeaning ** 2)),
    );
    return Array.from(scale(vector.slice(0, dimensions), 1), Math.fround);
  };
}

/** Such models are told what a text is for in words before it, which are no part of it. */
const instruction = /^(?:task: [^|]*\| query: |title: (?:none \| text: )?)/;

const wordsOf = (text: string): string[] =>
  text
    .replace(instruction, '')
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];

const gramLength = 4;

/** A word itself, and its parts, by which "returns" and "returned" are alike; the parts together weigh as much as the word. */
function featuresOf(word: string): [feature: string, share: number][] {
  const marked = `<${word}>`;
  const grams = Array.from({ length: Math.max(0, marked.length - gramLength + 1) }, (_, at) =>
    marked.slice(at, at + gramLength),
  );
  return [[`=${word}`, 1], ...grams.map((gram): [string, number] => [gram, 1 / Math.sqrt(grams.length)])];
}

/** FNV-1a, its bits mixed once more. */
function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** In place, unless it is a vector of zeros. */
function scale(vector: Float64Array, length: number): Float64Array {
  const is = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (is > 0) vector.forEach((value, at) => (vector[at] = (value / is) * length));
  return vector;
}
