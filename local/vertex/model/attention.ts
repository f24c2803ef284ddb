/** Causal self-attention over sequences packed end to end, and its backward pass; each sequence sees only itself. */
import type { Device, Pointer } from './kernels';
import { createRotations } from './rotations';
import type { Layout } from './shape';

const rowBlock = 32; // rows of scores computed at once: most of the work stays below the diagonal

export interface Attention {
  /** Queries, keys and values [rows × 3·width]: the caller fills them, `forward` turns them in place. */
  qkv: Pointer;
  /** The keys as they were, before smearing and turning. */
  rawKeys: Pointer;
  /** The result [rows × width]. */
  mixed: Pointer;
  forward(lengths: number[], gate: Pointer): void;
  /** Writes the gradient of what the caller filled `qkv` with; adds to dGate unless it is 0. */
  backward(lengths: number[], gate: Pointer, dMixed: Pointer, dQkv: Pointer, dGate: Pointer): void;
}

/** One layer's attention, with memory for up to `rows` tokens. */
export function createAttention(
  device: Device,
  layout: Layout,
  rows: number,
  rotations = createRotations(device, layout),
): Attention {
  const { width, heads, context } = layout.shape;
  const { headWidth } = layout;
  const wide = 3 * width; // a row of queries, keys and values
  const scale = 1 / Math.sqrt(headWidth);
  const { kernels: k, allocate, floats } = device;
  const qkv = allocate(rows * wide);
  const rawKeys = allocate(rows * width);
  const mixed = allocate(rows * width);
  const dScores = allocate(rowBlock * context);
  let probabilities = { pointer: 0, size: 0 };

  const at = (pointer: Pointer, row: number, rowWidth: number, column: number) =>
    pointer + 4 * (row * rowWidth + column);

  /** Visits the row blocks of each head of each sequence, with the place of their probabilities. */
  function eachBlock(
    lengths: number[],
    visit: (start: number, column: number, row: number, height: number, seen: number, place: number) => void,
  ): number {
    let start = 0;
    let place = 0;
    for (const length of lengths) {
      for (let head = 0; head < heads; head++) {
        for (let row = 0; row < length; row += rowBlock) {
          const height = Math.min(rowBlock, length - row);
          visit(start, head * headWidth, row, height, row + height, place);
          place += height * (row + height);
        }
      }
      start += length;
    }
    return place;
  }

  /** Room for all probabilities, kept for the way back; it grows to the largest batch seen. */
  function reserve(lengths: number[]): void {
    const needed = eachBlock(lengths, () => undefined);
    if (needed <= probabilities.size) return;
    const size = Math.ceil(needed * 1.25);
    probabilities = { pointer: allocate(size), size };
  }

  /** Smears the keys, then turns queries and keys to their positions. */
  function place(lengths: number[], gate: Pointer): void {
    let start = 0;
    for (const length of lengths) {
      const raw = at(rawKeys, start, width, 0);
      const [from, to] = [floats(at(qkv, start, wide, 0), length * wide), floats(raw, length * width)];
      for (let i = 0; i < length; i++) to.set(from.subarray(i * wide + width, i * wide + 2 * width), i * width);
      k.smear(length, width, raw, gate, at(qkv, start, wide, width), wide, 0);
      k.rotate(length, 2 * heads, headWidth, at(qkv, start, wide, 0), wide, rotations, 0, 1);
      start += length;
    }
  }

  return {
    qkv,
    rawKeys,
    mixed,
    forward(lengths, gate) {
      reserve(lengths);
      place(lengths, gate);
      eachBlock(lengths, (start, column, row, height, seen, offset) => {
        const p = probabilities.pointer + 4 * offset;
        const queries = at(qkv, start + row, wide, column);
        const keys = at(qkv, start, wide, width + column);
        const values = at(qkv, start, wide, 2 * width + column);
        const to = at(mixed, start + row, width, column);
        k.gemm(height, seen, headWidth, scale, queries, wide, 1, keys, 1, wide, p, seen, 0);
        k.causalSoftmax(height, seen, seen, row + 1, p);
        k.gemm(height, headWidth, seen, 1, p, seen, 1, values, wide, 1, to, width, 0);
      });
    },
    backward(lengths, gate, dMixed, dQkv, dGate) {
      const n = lengths.reduce((a, b) => a + b, 0);
      floats(dQkv, n * wide).fill(0);
      eachBlock(lengths, (start, column, row, height, seen, offset) => {
        const p = probabilities.pointer + 4 * offset;
        const d = at(dMixed, start + row, width, column);
        const queries = at(qkv, start + row, wide, column);
        const keys = at(qkv, start, wide, width + column);
        const values = at(qkv, start, wide, 2 * width + column);
        const dQueries = at(dQkv, start + row, wide, column);
        const dKeys = at(dQkv, start, wide, width + column);
        const dValues = at(dQkv, start, wide, 2 * width + column);
        // dV += Pᵀ·dMixed and dP = dMixed·Vᵀ, then dQ = dS·K and dK += dSᵀ·Q
        k.gemm(seen, headWidth, height, 1, p, 1, seen, d, width, 1, dValues, wide, 1);
        k.gemm(height, seen, headWidth, 1, d, width, 1, values, 1, wide, dScores, seen, 0);
        k.softmaxBackward(height, seen, seen, p, dScores);
        k.gemm(height, headWidth, seen, scale, dScores, seen, 1, keys, wide, 1, dQueries, wide, 0);
        k.gemm(seen, headWidth, height, scale, dScores, 1, seen, queries, wide, 1, dKeys, wide, 1);
      });
      let start = 0;
      for (const length of lengths) {
        k.rotate(length, 2 * heads, headWidth, at(dQkv, start, wide, 0), wide, rotations, 0, -1);
        const raw = at(rawKeys, start, width, 0);
        k.smearBackward(length, width, raw, gate, at(dQkv, start, wide, width), wide, dGate);
        start += length;
      }
    },
  };
}
