/** The head: final states to logits by the tied embedding, their cross-entropy, and the way back. */
import type { Device, Pointer } from './kernels';
import type { Layout } from './shape';

const block = 256; // rows of logits held at once: a few MB

/**
 * Mean loss in nats of `targets.length` states [rows × width] against their targets. `dStates`, unless 0, is written;
 * `dEmbedding`, unless 0, is added to.
 */
export type Head = (
  states: Pointer,
  targets: Int32Array,
  embedding: Pointer,
  dStates: Pointer,
  dEmbedding: Pointer,
) => number;

export function createHead(device: Device, layout: Layout): Head {
  const { width, vocabulary } = layout.shape;
  const { kernels: k, allocate, integers } = device;
  const logits = allocate(block * vocabulary);
  const ids = allocate(block);
  return (states, targets, embedding, dStates, dEmbedding) => {
    let loss = 0;
    for (let first = 0; first < targets.length; first += block) {
      const count = Math.min(block, targets.length - first);
      const x = states + 4 * first * width;
      integers(ids, count).set(targets.subarray(first, first + count));
      k.gemm(count, vocabulary, width, 1, x, width, 1, embedding, 1, width, logits, vocabulary, 0);
      loss += k.crossEntropy(count, vocabulary, logits, ids, 1 / targets.length);
      const dx = dStates + 4 * first * width;
      if (dStates) k.gemm(count, width, vocabulary, 1, logits, vocabulary, 1, embedding, width, 1, dx, width, 0);
      if (dEmbedding) k.gemm(vocabulary, width, count, 1, logits, 1, vocabulary, x, width, 1, dEmbedding, width, 1);
    }
    return targets.length > 0 ? loss / targets.length : 0;
  };
}
