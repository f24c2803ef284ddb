/** Decoding with a key-value cache: the prompt in one pass of the transformer, then token by token. */
import type { Device, Pointer } from './kernels';
import type { Transformer } from './transformer';

export interface Decoder {
  /** Reads a prompt of 1 to `context` tokens into an empty cache. @returns logits of the next token, valid until the next call. */
  start(prompt: number[]): Float32Array;
  /** Appends one token. @throws RangeError when the cache is full. */
  next(token: number): Float32Array;
}

/** The transformer needs room for `context` rows; its weights may change before each `start`. */
export function createDecoder(device: Device, model: Transformer): Decoder {
  const { kernels: k, allocate } = device;
  const { layout } = model;
  const { width, hidden, heads, vocabulary, layers, context } = layout.shape;
  const { headWidth } = layout;
  const caches = Array.from({ length: layers }, () => ({
    keys: allocate(context * width),
    values: allocate(context * width),
    rawKey: allocate(width), // of the last position: the next key is smeared with it
  }));
  const x = allocate(width);
  const normed = allocate(width);
  const inverse = allocate(1);
  const qkv = allocate(3 * width);
  const scores = allocate(context);
  const mixed = allocate(width);
  const wide = allocate(hidden);
  const added = allocate(width);
  const logits = allocate(vocabulary);
  let length = 0;

  const copy = (from: Pointer, to: Pointer, count = width) => device.floats(to, count).set(device.floats(from, count));

  function readLogits(state: Pointer): Float32Array {
    k.rowTimesTransposed(vocabulary, width, 1, state, model.weights, width, logits);
    return device.floats(logits, vocabulary);
  }

  function attend(layer: number): void {
    const { keys, values, rawKey } = caches[layer]!;
    const gate = model.weights + 4 * layout.layers[layer]!.gate;
    const key = qkv + 4 * width;
    copy(key, added);
    k.smear(1, width, added, gate, key, width, rawKey);
    copy(added, rawKey);
    k.rotate(1, 2 * heads, headWidth, qkv, 3 * width, model.rotations, length, 1);
    copy(key, keys + 4 * length * width);
    copy(qkv + 8 * width, values + 4 * length * width);
    const seen = length + 1;
    for (let head = 0; head < heads; head++) {
      const at = 4 * head * headWidth;
      k.rowTimesTransposed(seen, headWidth, 1 / Math.sqrt(headWidth), qkv + at, keys + at, width, scores);
      k.causalSoftmax(1, seen, seen, seen, scores);
      k.gemm(1, headWidth, seen, 1, scores, seen, 1, values + at, width, 1, mixed + at, width, 0);
    }
  }

  return {
    start(prompt) {
      if (prompt.length > context)
        throw new RangeError(`a prompt of ${prompt.length} tokens exceeds the context of ${context}`);
      const targets = new Int32Array(prompt.length).fill(-1).fill(0, -1); // the states of the last row alone are asked for
      model.forward({ lengths: [prompt.length], tokens: Int32Array.from(prompt), targets });
      length = prompt.length;
      caches.forEach((cache, layer) => {
        const seen = model.attended[layer]!;
        for (let i = 0; i < length; i++) {
          copy(seen.qkv + 4 * (3 * i + 1) * width, cache.keys + 4 * i * width);
          copy(seen.qkv + 4 * (3 * i + 2) * width, cache.values + 4 * i * width);
        }
        copy(seen.rawKeys + 4 * (length - 1) * width, cache.rawKey);
      });
      return readLogits(model.states);
    },
    next(token) {
      if (length >= context) throw new RangeError(`the context of ${context} tokens is full`);
      k.norm(1, width, model.weights + 4 * token * width, x, inverse);
      for (let layer = 0; layer < layers; layer++) {
        const { attention, output, up, down } = layout.layers[layer]!.projection;
        const w = (offset: number) => model.weights + 4 * offset;
        k.norm(1, width, x, normed, inverse);
        k.rowTimesMatrix(3 * width, width, normed, w(attention), qkv);
        attend(layer);
        k.rowTimesMatrix(width, width, mixed, w(output), added);
        k.addScaled(width, 1, added, x);
        k.norm(1, width, x, normed, inverse);
        k.rowTimesMatrix(hidden, width, normed, w(up), wide);
        k.squaredRelu(hidden, wide, wide);
        k.rowTimesMatrix(width, hidden, wide, w(down), added);
        k.addScaled(width, 1, added, x);
      }
      k.norm(1, width, x, normed, inverse);
      length++;
      return readLogits(normed);
    },
  };
}
