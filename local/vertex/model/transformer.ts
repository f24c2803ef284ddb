/**
 * Forward and backward pass of the decoder-only transformer over a batch of sequences packed end to end, no padding.
 *
 * A layer is x += output(attention(norm(x))); x += down(max(0, up(norm(x)))²), with rotary positions, smeared keys and
 * norms without gain; the embedding is tied to the head. The weights may be a base, a base with an adapter merged in,
 * or a base in training: the passes do not know.
 *
 * After the last attention only rows that have a target matter, so the last layer's other projections and the head
 * compute these alone: a sixth of the work of tuning, and more of decoding's, is never done.
 */
import { createAttention } from './attention';
import { createHead } from './head';
import type { Device, Pointer } from './kernels';
import { createRotations } from './rotations';
import type { Layout, Projection } from './shape';

/** Sequences packed end to end. `targets[i]` is the token to predict after `tokens[i]`, or −1 for no loss there. */
export interface Batch {
  lengths: number[];
  tokens: Int32Array;
  targets: Int32Array;
}

/** How many tokens of a batch are learnt. */
export const countTargets = ({ targets }: Batch): number => targets.filter((target) => target >= 0).length;

/**
 * What is learnt where it is not the mean over all targets: of each sequence's loss in nats, summed over its targets, the loss of
 * all, and its slope by each.
 */
export type Objective = (losses: number[]) => { loss: number; slopes: number[] };

/** What a projection saw: inputs x [rows × inputs] and the gradient dy of its outputs [rows × outputs]. */
export type OnProjection = (layer: number, projection: Projection, x: Pointer, dy: Pointer, rows: number) => void;

export interface Transformer {
  layout: Layout;
  /** The weights the passes read, in the order of `layout`. */
  weights: Pointer;
  /** Mean loss in nats over the targets. With `backward`, the way back too: `gradients` takes embedding and gates. */
  run(batch: Batch, backward?: { onProjection: OnProjection; gradients?: Pointer }): number;
  /** The objective's loss, and the way back from there. */
  pursue(batch: Batch, objective: Objective, onProjection?: OnProjection): number;
  /** The forward pass alone: `states` then holds the final normed states of the rows that have a target. */
  forward(batch: Batch): void;
  states: Pointer;
  /** Per layer, what the last forward pass attended with: see Attention. */
  attended: { qkv: Pointer; rawKeys: Pointer }[];
  rotations: Pointer;
}

/** Reserves memory for batches of up to `rows` tokens in all, and for weights if none are given. */
export function createTransformer(device: Device, layout: Layout, rows: number, given?: Pointer): Transformer {
  const { width, hidden, vocabulary, layers } = layout.shape;
  const [attention, output, up, down] = layout.projections;
  const { kernels: k, allocate, floats } = device;
  const rotations = createRotations(device, layout);
  const saved = Array.from({ length: layers }, () => ({
    inverse1: allocate(rows),
    normed1: allocate(rows * width),
    attention: createAttention(device, layout, rows, rotations),
    inverse2: allocate(rows),
    normed2: allocate(rows * width),
    up: allocate(rows * hidden),
    active: allocate(rows * hidden),
  }));
  const head = createHead(device, layout);
  const [x, embedded, states, dx, dNormed] = Array.from({ length: 5 }, () => allocate(rows * width)) as [
    Pointer,
    Pointer,
    Pointer,
    Pointer,
    Pointer,
  ];
  const [inverse0, inverseEnd] = [allocate(rows), allocate(rows)];
  const dWide = allocate(rows * hidden);
  const dQkv = allocate(rows * 3 * width);

  const gateOf = (layer: number) => layout.layers[layer]!.gate;
  const matrix = (layer: number, { name }: Projection) => self.weights + 4 * layout.layers[layer]!.projection[name];

  function multiply(n: number, layer: number, projection: Projection, from: Pointer, to: Pointer, add: 0 | 1): void {
    const { inputs, outputs } = projection;
    k.gemm(n, outputs, inputs, 1, from, inputs, 1, matrix(layer, projection), outputs, 1, to, outputs, add);
  }

  /** dx = dy·Wᵀ. */
  function multiplyBack(n: number, layer: number, projection: Projection, dy: Pointer, to: Pointer): void {
    const { inputs, outputs } = projection;
    k.gemm(n, inputs, outputs, 1, dy, outputs, 1, matrix(layer, projection), 1, outputs, to, inputs, 0);
  }

  function embed(tokens: Int32Array): void {
    const all = floats(self.weights, vocabulary * width);
    const to = floats(embedded, tokens.length * width);
    tokens.forEach((token, i) => to.set(all.subarray(token * width, (token + 1) * width), i * width));
    k.norm(tokens.length, width, embedded, x, inverse0);
  }

  function forward({ lengths, tokens }: Batch, learnt: number[]): void {
    let n = tokens.length;
    embed(tokens);
    saved.forEach((s, layer) => {
      k.norm(n, width, x, s.normed1, s.inverse1);
      multiply(n, layer, attention, s.normed1, s.attention.qkv, 0);
      s.attention.forward(lengths, self.weights + 4 * gateOf(layer));
      if (layer === layers - 1) {
        n = learnt.length;
        gather(floats(x, tokens.length * width), width, learnt);
        gather(floats(s.attention.mixed, tokens.length * width), width, learnt);
      }
      multiply(n, layer, output, s.attention.mixed, x, 1);
      k.norm(n, width, x, s.normed2, s.inverse2);
      multiply(n, layer, up, s.normed2, s.up, 0);
      k.squaredRelu(n * hidden, s.up, s.active);
      multiply(n, layer, down, s.active, x, 1);
    });
    k.norm(n, width, x, states, inverseEnd);
  }

  function backward(
    { lengths, tokens }: Batch,
    learnt: number[],
    onProjection: OnProjection,
    gradients: Pointer,
  ): void {
    let n = learnt.length;
    floats(dx, n * width).fill(0);
    k.normBackward(n, width, states, inverseEnd, dNormed, dx);
    for (let layer = layers - 1; layer >= 0; layer--) {
      const s = saved[layer]!;
      onProjection(layer, down, s.active, dx, n);
      multiplyBack(n, layer, down, dx, dWide);
      k.squaredReluBackward(n * hidden, s.up, dWide);
      onProjection(layer, up, s.normed2, dWide, n);
      multiplyBack(n, layer, up, dWide, dNormed);
      k.normBackward(n, width, s.normed2, s.inverse2, dNormed, dx);

      onProjection(layer, output, s.attention.mixed, dx, n);
      multiplyBack(n, layer, output, dx, dNormed);
      if (layer === layers - 1) {
        n = tokens.length;
        scatter(floats(dx, n * width), width, learnt);
        scatter(floats(dNormed, n * width), width, learnt);
      }
      const gate = gateOf(layer);
      s.attention.backward(lengths, self.weights + 4 * gate, dNormed, dQkv, gradients && gradients + 4 * gate);
      onProjection(layer, attention, s.normed1, dQkv, n);
      if (layer === 0 && !gradients) return; // nothing below is trained
      multiplyBack(n, layer, attention, dQkv, dNormed);
      k.normBackward(n, width, s.normed1, s.inverse1, dNormed, dx);
    }
    embeddingBackward(tokens, gradients);
  }

  function embeddingBackward(tokens: Int32Array, gradients: Pointer): void {
    const n = tokens.length;
    k.norm(n, width, embedded, dNormed, inverse0); // x as it was: by now it holds the last layer's
    floats(states, n * width).fill(0);
    k.normBackward(n, width, dNormed, inverse0, dx, states);
    tokens.forEach((token, i) => k.addScaled(width, 1, states + 4 * i * width, gradients + 4 * token * width));
  }

  function check(batch: Batch): number[] {
    const n = batch.tokens.length;
    if (n > rows) throw new RangeError(`a batch of ${n} tokens exceeds the ${rows} reserved`);
    return Array.from(batch.targets.keys()).filter((row) => batch.targets[row]! >= 0);
  }

  /** Of each sequence the mean loss over its targets, and how many these are; `dNormed`, unless 0, takes their slopes. */
  function headOfEach({ lengths, targets }: Batch, dStates: Pointer): { loss: number; count: number }[] {
    let [start, row] = [0, 0];
    return lengths.map((length) => {
      const own = targets.subarray(start, (start += length)).filter((target) => target >= 0);
      const place = 4 * row * width;
      row += own.length;
      return { loss: head(states + place, own, self.weights, dStates && dStates + place, 0), count: own.length };
    });
  }

  const self: Transformer = {
    layout,
    weights: given ?? allocate(layout.size),
    states,
    attended: saved.map((s) => s.attention),
    rotations,
    forward: (batch) => forward(batch, check(batch)),
    run(batch, back) {
      const learnt = check(batch);
      forward(batch, learnt);
      const targets = batch.targets.filter((target) => target >= 0);
      const loss = head(states, targets, self.weights, back ? dNormed : 0, back?.gradients ?? 0);
      if (back) backward(batch, learnt, back.onProjection, back.gradients ?? 0);
      return loss;
    },
    pursue(batch, objective, onProjection) {
      const learnt = check(batch);
      forward(batch, learnt);
      const each = headOfEach(batch, onProjection ? dNormed : 0);
      const { loss, slopes } = objective(each.map((sequence) => sequence.loss * sequence.count));
      if (!onProjection) return loss;
      let row = 0;
      each.forEach(({ count }, place) => {
        const slope = slopes[place]! * count; // the head's are of the mean
        const rows = floats(dNormed + 4 * row * width, count * width);
        for (let i = 0; i < rows.length; i++) rows[i]! *= slope;
        row += count;
      });
      backward(batch, learnt, onProjection, 0);
      return loss;
    },
  };
  return self;
}

/** Moves the chosen rows, in ascending order, to the front. */
function gather(matrix: Float32Array, width: number, rows: number[]): void {
  rows.forEach((row, i) => matrix.copyWithin(i * width, row * width, (row + 1) * width));
}

/** The way back: the front rows move to their places, every other row becomes zero. */
function scatter(matrix: Float32Array, width: number, rows: number[]): void {
  let end = matrix.length;
  for (let i = rows.length - 1; i >= 0; i--) {
    const start = rows[i]! * width;
    matrix.copyWithin(start, i * width, (i + 1) * width);
    matrix.fill(0, start + width, end);
    end = start;
  }
  matrix.fill(0, 0, end);
}
