import { beforeAll, describe, expect, test } from '@jest/globals';
import { createAdapterGradients, initialAdapter, mergeAdapter, places } from '../../../../local/vertex/model/adapter';
import { createDevice, type Device, type Pointer } from '../../../../local/vertex/model/kernels';
import { createRandom } from '../../../../local/vertex/model/random';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { createTransformer, type Batch, type Transformer } from '../../../../local/vertex/model/transformer';

const { layout } = loadBase(defaultBase);
const { shape, projections } = layout;
const random = createRandom(3);
const batch: Batch = { lengths: [45, 5, 37], tokens: new Int32Array(87), targets: new Int32Array(87) };
for (let i = 0; i < 87; i++) {
  batch.tokens[i] = Math.floor(random() * 40);
  batch.targets[i] = random() < 0.3 ? -1 : Math.floor(random() * shape.vocabulary);
}

let device: Device;
let model: Transformer;
beforeAll(() => {
  device = createDevice();
  model = createTransformer(device, layout, 100);
  const w = device.floats(model.weights, layout.size);
  for (let i = 0; i < layout.size; i++) w[i] = (random() - 0.5) * 0.2;
  for (const { gate } of layout.layers) w.fill(0.3, gate, gate + shape.width);
});

/** The slope of the loss along one parameter. */
function slope(pointer: Pointer, index: number, loss: () => number): number {
  const step = 0.02;
  const at = () => device.floats(pointer, index + 1);
  const value = at()[index]!;
  at()[index] = value + step;
  const above = loss();
  at()[index] = value - step;
  const below = loss();
  at()[index] = value;
  return (above - below) / (2 * step);
}

/** The index of the steepest of `count` gradients: where rounding hides least. */
function steepest(gradients: Float32Array, from: number, count: number): number {
  let best = from;
  for (let i = from; i < from + count; i++) if (Math.abs(gradients[i]!) > Math.abs(gradients[best]!)) best = i;
  return best;
}

describe('the backward pass', () => {
  test('gives every kind of weight the slope of the loss', () => {
    const gradients = device.allocate(layout.size);
    model.run(batch, {
      gradients,
      onProjection(layer, { name, inputs, outputs }, x, dy, rows) {
        const to = gradients + 4 * layout.layers[layer]!.projection[name];
        device.kernels.gemm(inputs, outputs, rows, 1, x, 1, inputs, dy, outputs, 1, to, outputs, 1);
      },
    });
    const all = device.floats(gradients, layout.size).slice();
    const checked = [
      steepest(all, 0, 40 * shape.width), // tokens that are read
      steepest(all, 50 * shape.width, 1000 * shape.width), // tokens that are only predicted
      ...layout.layers.flatMap(({ gate, projection }) => [
        steepest(all, gate, shape.width),
        ...projections.map((p) => steepest(all, projection[p.name], p.inputs * p.outputs)),
      ]),
    ];
    for (const index of checked) {
      const expected = slope(model.weights, index, () => model.run(batch));
      expect(Math.abs(all[index]! - expected)).toBeLessThan(0.05 * Math.abs(expected) + 1e-4);
    }
  });

  test.each([1, 4, 16])('gives an adapter of rank %d the slope of the loss', (rank) => {
    const { places: all, size } = places(layout, rank);
    const [base, adapter, gradients] = [layout.size, size, size].map(device.allocate) as [Pointer, Pointer, Pointer];
    device.floats(base, layout.size).set(device.floats(model.weights, layout.size));
    device.floats(adapter, size).set(initialAdapter(layout, rank, random));
    for (const { b, projection } of all) {
      device
        .floats(adapter, size)
        .subarray(b, b + rank * projection.outputs)
        .forEach((_, i, part) => (part[i] = (random() - 0.5) * 0.05));
    }
    const loss = () => {
      mergeAdapter(device, layout, rank, adapter, base, model.weights);
      return model.run(batch);
    };
    loss();
    model.run(batch, { onProjection: createAdapterGradients(device, layout, rank, adapter, gradients, 100) });
    const found = device.floats(gradients, size).slice();
    for (const { a, b, projection } of all) {
      for (const index of [
        steepest(found, a, projection.inputs * rank),
        steepest(found, b, projection.outputs * rank),
      ]) {
        const expected = slope(adapter, index, loss);
        expect(Math.abs(found[index]! - expected)).toBeLessThan(0.05 * Math.abs(expected) + 1e-4);
      }
    }
    device.floats(model.weights, layout.size).set(device.floats(base, layout.size));
  });
});

describe('the forward pass', () => {
  test('treats sequences packed together as if each were alone', () => {
    const alone = batch.lengths.map((length, i) => {
      const start = batch.lengths.slice(0, i).reduce((a, b) => a + b, 0);
      const part = {
        lengths: [length],
        tokens: batch.tokens.slice(start, start + length),
        targets: batch.targets.slice(start, start + length),
      };
      return model.run(part) * part.targets.filter((target) => target >= 0).length;
    });
    const learnt = batch.targets.filter((target) => target >= 0).length;
    expect(model.run(batch)).toBeCloseTo(alone.reduce((a, b) => a + b) / learnt, 4);
  });

  test('does not look ahead: a later token leaves earlier losses as they are', () => {
    const tokens = batch.tokens.slice(0, 45);
    const targets = batch.targets.slice(0, 45).fill(-1, 30);
    const before = model.run({ lengths: [45], tokens, targets });
    tokens.fill(7, 30);
    expect(model.run({ lengths: [45], tokens, targets })).toBe(before);
  });

  test('refuses a batch that is larger than its memory', () => {
    const tokens = new Int32Array(101);
    expect(() => model.run({ lengths: [101], tokens, targets: tokens })).toThrow('101 tokens exceeds the 100');
  });
});
