/**
 * Forward and backward pass of the decoder-only transformer over a batch of sequences packed end to end, no padding.
 *
 * A layer is x += output(attention(norm(x))); x += down(max(0, up(norm(x)))²), with rotary positions, smeared keys and
 * norms without gain; the embedding is tied to the head. The weights may be a base, a base with an adapter merged in,
 * or a base in training: the passes do not know.
 */
import type { Device, Pointer } from './kernels';
import { headWidth, layout, projections, shape, type Projection } from './shape';

const { width, hidden, heads, vocabulary, layers, context } = shape;
const rowBlock = 32; // rows of attention computed at once: keeps most of the work below the diagonal
const headBlock = 256; // rows of logits held at once

/** Sequences packed end to end. `targets[i]` is the token to predict after `tokens[i]`, or −1 for no loss there. */
export interface Batch {
  lengths: number[];
  tokens: Int32Array;
  targets: Int32Array;
}

/** What a projection saw: inputs x [rows × inputs] and the gradient dy of its outputs [rows × outputs]. */
export type OnProjection = (layer: number, projection: Projection, x: Pointer, dy: Pointer, rows: number) => void;

export interface Transformer {
  /** The weights the passes read, in the order of `layout`. */
  weights: Pointer;
  /** Mean loss in nats over the targets. With `onProjection`, the backward pass is run too. */
  run(batch: Batch, backward?: { onProjection: OnProjection; gradients?: Pointer }): number;
  /** What the last run left for decoding: the final states, and each layer's queries, keys and values and raw keys. */
  states: Pointer;
  layers: { qkv: Pointer; rawKeys: Pointer }[];
  rotations: Pointer;
}

/** Reserves memory for batches of up to `rows` tokens in all, and for weights if none are given. */
export function createTransformer(device: Device, rows: number, given?: Pointer): Transformer {
  const { kernels: k, allocate } = device;
  const rotations = allocate(context * headWidth);
  fillRotations(device.floats(rotations, context * headWidth));

  const saved = Array.from({ length: layers }, () => ({
    inverse1: allocate(rows),
    normed1: allocate(rows * width),
    qkv: allocate(rows * 3 * width),
    rawKeys: allocate(rows * width),
    probabilities: 0,
    mixed: allocate(rows * width),
    inverse2: allocate(rows),
    normed2: allocate(rows * width),
    up: allocate(rows * hidden),
    active: allocate(rows * hidden),
  }));
  const probabilities = new Map<number, { at: Pointer; size: number }>();
  const x = allocate(rows * width);
  const states = allocate(rows * width);
  const inverse0 = allocate(rows);
  const inverseEnd = allocate(rows);
  const embedded = allocate(rows * width);
  const dx = allocate(rows * width);
  const dNormed = allocate(rows * width);
  const dWide = allocate(rows * hidden);
  const dQkv = allocate(rows * 3 * width);
  const dScores = allocate(rowBlock * context);
  const picked = allocate(headBlock * width);
  const dPicked = allocate(headBlock * width);
  const logits = allocate(headBlock * vocabulary);
  const targetIds = allocate(headBlock);

  const at = (pointer: Pointer, index: number) => pointer + index * 4;
  const parameter = (offset: number) => at(self.weights, offset);

  /** Scores of one layer live in a buffer that grows to the largest batch seen. */
  function scoresOf(layer: number, size: number): Pointer {
    const known = probabilities.get(layer);
    if (known && known.size >= size) return known.at;
    const grown = { at: allocate(Math.ceil(size * 1.25)), size: Math.ceil(size * 1.25) };
    probabilities.set(layer, grown);
    return grown.at;
  }

  function multiply(n: number, projection: Projection, layer: number, from: Pointer, to: Pointer, add: boolean): void {
    const w = parameter(layout.layers[layer]!.projection[projection.name]);
    const { inputs, outputs } = projection;
    k.gemm(n, outputs, inputs, 1, from, inputs, 1, w, outputs, 1, to, outputs, add ? 1 : 0);
  }

  /** dx = dy·Wᵀ. */
  function multiplyBack(n: number, projection: Projection, layer: number, dy: Pointer, to: Pointer): void {
    const w = parameter(layout.layers[layer]!.projection[projection.name]);
    const { inputs, outputs } = projection;
    k.gemm(n, inputs, outputs, 1, dy, outputs, 1, w, 1, outputs, to, inputs, 0);
  }

  function embed(batch: Batch, n: number): void {
    const all = device.floats(self.weights, vocabulary * width);
    const to = device.floats(embedded, n * width);
    for (let i = 0; i < n; i++) {
      const token = batch.tokens[i]!;
      to.set(all.subarray(token * width, (token + 1) * width), i * width);
    }
    k.norm(n, width, embedded, x, inverse0);
  }

  const [attention, output, up, down] = projections;
  const scale = 1 / Math.sqrt(headWidth);

  /** Visits each row block of each head of each sequence with its place in the saved probabilities. */
  function eachBlock(
    lengths: number[],
    visit: (start: number, head: number, row: number, height: number, seen: number, scores: number) => void,
  ): void {
    let start = 0;
    let scores = 0;
    for (const length of lengths) {
      for (let head = 0; head < heads; head++) {
        for (let row = 0; row < length; row += rowBlock) {
          const height = Math.min(rowBlock, length - row);
          visit(start, head * headWidth, row, height, row + height, scores);
          scores += height * (row + height);
        }
      }
      start += length;
    }
  }

  function scoresSize(lengths: number[]): number {
    let size = 0;
    eachBlock(lengths, (_s, _h, _r, height, seen) => (size += height * seen));
    return size;
  }

  function forward(batch: Batch, n: number): void {
    embed(batch, n);
    const size = scoresSize(batch.lengths);
    for (let layer = 0; layer < layers; layer++) {
      const s = saved[layer]!;
      s.probabilities = scoresOf(layer, size);
      k.norm(n, width, x, s.normed1, s.inverse1);
      multiply(n, attention, layer, s.normed1, s.qkv, false);
      placeKeys(batch.lengths, layer);
      eachBlock(batch.lengths, (start, head, row, height, seen, scores) => {
        const p = at(s.probabilities, scores);
        const q = at(s.qkv, (start + row) * 3 * width + head);
        const keys = at(s.qkv, start * 3 * width + width + head);
        const values = at(s.qkv, start * 3 * width + 2 * width + head);
        k.gemm(height, seen, headWidth, scale, q, 3 * width, 1, keys, 1, 3 * width, p, seen, 0);
        k.causalSoftmax(height, seen, seen, row + 1, p);
        const to = at(s.mixed, (start + row) * width + head);
        k.gemm(height, headWidth, seen, 1, p, seen, 1, values, 3 * width, 1, to, width, 0);
      });
      multiply(n, output, layer, s.mixed, x, true);
      k.norm(n, width, x, s.normed2, s.inverse2);
      multiply(n, up, layer, s.normed2, s.up, false);
      k.squaredRelu(n * hidden, s.up, s.active);
      multiply(n, down, layer, s.active, x, true);
    }
    k.norm(n, width, x, states, inverseEnd);
  }

  /** Smears the keys, then turns queries and keys to their positions. */
  function placeKeys(lengths: number[], layer: number): void {
    const s = saved[layer]!;
    const n = lengths.reduce((a, b) => a + b, 0);
    const all = device.floats(s.qkv, n * 3 * width);
    const raw = device.floats(s.rawKeys, n * width);
    for (let i = 0; i < n; i++) raw.set(all.subarray(i * 3 * width + width, i * 3 * width + 2 * width), i * width);
    const gate = parameter(layout.layers[layer]!.gate);
    let start = 0;
    for (const length of lengths) {
      const to = at(s.qkv, start * 3 * width);
      k.smear(length, width, at(s.rawKeys, start * width), gate, at(to, width), 3 * width, 0);
      k.rotate(length, 2 * heads, headWidth, to, 3 * width, rotations, 0, 1);
      start += length;
    }
  }

  /** Loss over the rows that have a target; with `backward`, dx becomes the gradient of the final states. */
  function head(batch: Batch, n: number, backward: boolean, gradients: Pointer): number {
    const rowsOfTargets: number[] = [];
    for (let i = 0; i < n; i++) if (batch.targets[i]! >= 0) rowsOfTargets.push(i);
    if (backward) device.floats(dNormed, n * width).fill(0);
    let loss = 0;
    for (let first = 0; first < rowsOfTargets.length; first += headBlock) {
      const block = rowsOfTargets.slice(first, first + headBlock);
      const count = block.length;
      const from = device.floats(states, n * width);
      const to = device.floats(picked, count * width);
      const ids = device.integers(targetIds, count);
      block.forEach((row, i) => {
        to.set(from.subarray(row * width, (row + 1) * width), i * width);
        ids[i] = batch.targets[row]!;
      });
      k.gemm(count, vocabulary, width, 1, picked, width, 1, self.weights, 1, width, logits, vocabulary, 0);
      loss += k.crossEntropy(count, vocabulary, logits, targetIds, 1 / rowsOfTargets.length);
      if (!backward) continue;
      k.gemm(count, width, vocabulary, 1, logits, vocabulary, 1, self.weights, width, 1, dPicked, width, 0);
      if (gradients) k.gemm(vocabulary, width, count, 1, logits, 1, vocabulary, picked, width, 1, gradients, width, 1);
      const d = device.floats(dPicked, count * width);
      const all = device.floats(dNormed, n * width);
      block.forEach((row, i) => all.set(d.subarray(i * width, (i + 1) * width), row * width));
    }
    return rowsOfTargets.length ? loss / rowsOfTargets.length : 0;
  }

  function backward(batch: Batch, n: number, onProjection: OnProjection, gradients: Pointer): void {
    device.floats(dx, n * width).fill(0);
    k.normBackward(n, width, states, inverseEnd, dNormed, dx);
    for (let layer = layers - 1; layer >= 0; layer--) {
      const s = saved[layer]!;
      onProjection(layer, down, s.active, dx, n);
      multiplyBack(n, down, layer, dx, dWide);
      k.squaredReluBackward(n * hidden, s.up, dWide);
      onProjection(layer, up, s.normed2, dWide, n);
      multiplyBack(n, up, layer, dWide, dNormed);
      k.normBackward(n, width, s.normed2, s.inverse2, dNormed, dx);

      onProjection(layer, output, s.mixed, dx, n);
      multiplyBack(n, output, layer, dx, dNormed); // the gradient of `mixed`
      attentionBackward(batch.lengths, layer, gradients);
      onProjection(layer, attention, s.normed1, dQkv, n);
      if (layer === 0 && !gradients) return; // nothing below is trained
      multiplyBack(n, attention, layer, dQkv, dNormed);
      k.normBackward(n, width, s.normed1, s.inverse1, dNormed, dx);
    }
    embeddingBackward(batch, n, gradients);
  }

  function attentionBackward(lengths: number[], layer: number, gradients: Pointer): void {
    const s = saved[layer]!;
    const n = lengths.reduce((a, b) => a + b, 0);
    const wide = 3 * width;
    device.floats(dQkv, n * wide).fill(0);
    eachBlock(lengths, (start, head, row, height, seen, scores) => {
      const p = at(s.probabilities, scores);
      const below = start * wide + head;
      const dMixed = at(dNormed, (start + row) * width + head);
      const q = at(s.qkv, (start + row) * wide + head);
      // values: dV += Pᵀ·dMixed, dP = dMixed·Vᵀ
      k.gemm(seen, headWidth, height, 1, p, 1, seen, dMixed, width, 1, at(dQkv, below + 2 * width), wide, 1);
      k.gemm(height, seen, headWidth, 1, dMixed, width, 1, at(s.qkv, below + 2 * width), 1, wide, dScores, seen, 0);
      k.softmaxBackward(height, seen, seen, p, dScores);
      // queries and keys: dQ = dS·K, dK += dSᵀ·Q
      const dQ = at(dQkv, (start + row) * wide + head);
      k.gemm(height, headWidth, seen, scale, dScores, seen, 1, at(s.qkv, below + width), wide, 1, dQ, wide, 0);
      k.gemm(seen, headWidth, height, scale, dScores, 1, seen, q, wide, 1, at(dQkv, below + width), wide, 1);
    });
    const { gate } = layout.layers[layer]!;
    let start = 0;
    for (const length of lengths) {
      const d = at(dQkv, start * wide);
      k.rotate(length, 2 * heads, headWidth, d, wide, rotations, 0, -1);
      const raw = at(s.rawKeys, start * width);
      k.smearBackward(length, width, raw, parameter(gate), at(d, width), wide, gradients ? at(gradients, gate) : 0);
      start += length;
    }
  }

  function embeddingBackward(batch: Batch, n: number, gradients: Pointer): void {
    // x = norm(embedded); its output is rebuilt in `dNormed`, since x has moved on.
    device.floats(states, n * width).fill(0);
    k.norm(n, width, embedded, dNormed, inverse0);
    k.normBackward(n, width, dNormed, inverse0, dx, states);
    for (let i = 0; i < n; i++) k.addScaled(width, 1, at(states, i * width), at(gradients, batch.tokens[i]! * width));
  }

  const self: Transformer = {
    weights: given ?? allocate(layout.size),
    states,
    layers: saved,
    rotations,
    run(batch, back) {
      const n = batch.tokens.length;
      if (n > rows) throw new RangeError(`a batch of ${n} tokens exceeds the ${rows} reserved`);
      forward(batch, n);
      const loss = head(batch, n, back !== undefined, back?.gradients ?? 0);
      if (back) backward(batch, n, back.onProjection, back.gradients ?? 0);
      return loss;
    },
  };
  return self;
}

/**
 * head/2 cosines, then head/2 sines, for each position. Only the first half of the pairs turn, with wavelengths from 6
 * to 6,400 tokens; the others stay, so that a head can match what a token is, however far away it stands.
 */
function fillRotations(table: Float32Array): void {
  const half = headWidth / 2;
  const turning = half / 2;
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = i < turning ? position / 1024 ** (i / (turning - 1)) : 0;
      table[position * headWidth + i] = Math.cos(angle);
      table[position * headWidth + half + i] = Math.sin(angle);
    }
  }
}
