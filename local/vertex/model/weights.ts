/** Weights on disk: the upper half of each 32-bit float (bfloat16), little-endian, in the order of `layout`. */
import { readFileSync } from 'node:fs';
import type { Layout } from './shape';

/** Rounds to the nearest bfloat16, halves away from zero. */
export function packWeights(weights: Float32Array): Uint8Array {
  const bits = new Uint32Array(weights.slice().buffer);
  return new Uint8Array(Uint16Array.from(bits, (word) => Math.min((word >>> 0) + 0x8000, 0xffffffff) >>> 16).buffer);
}

export function unpackWeights(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.slice().buffer);
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

/** @throws Error when the file is not a model of this shape. */
export function readWeights(layout: Layout, file: string): Float32Array {
  const weights = unpackWeights(readFileSync(file));
  if (weights.length !== layout.size) throw new Error(`${file} holds ${weights.length} weights, not ${layout.size}`);
  return weights;
}
