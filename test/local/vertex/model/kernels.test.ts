import { beforeAll, describe, expect, test } from '@jest/globals';
import { createDevice, type Device, type Pointer } from '../../../../local/vertex/model/kernels';
import { createRandom } from '../../../../local/vertex/model/random';

let device: Device;
beforeAll(() => {
  device = createDevice();
});

const random = createRandom(1);
function filled(count: number): Pointer {
  const pointer = device.allocate(count);
  device.floats(pointer, count).forEach((_, i, all) => (all[i] = random() - 0.5));
  return pointer;
}

describe('the matrix product', () => {
  test.each([
    { m: 1, n: 8, k: 3, transposeA: false, transposeB: false },
    { m: 37, n: 21, k: 70, transposeA: false, transposeB: true },
    { m: 64, n: 520, k: 260, transposeA: true, transposeB: false }, // crosses a block's border in each direction
    { m: 70, n: 9, k: 300, transposeA: true, transposeB: true },
  ])('agrees with the definition for $m×$k times $k×$n', ({ m, n, k, transposeA, transposeB }) => {
    const [a, b, c] = [filled(m * k), filled(k * n), filled(m * n)];
    const before = device.floats(c, m * n).slice();
    const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
    const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
    device.kernels.gemm(m, n, k, 2, a, aRow, aColumn, b, bRow, bColumn, c, n, 1);
    const [x, y, z] = [device.floats(a, m * k), device.floats(b, k * n), device.floats(c, m * n)];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) sum += x[i * aRow + p * aColumn]! * y[p * bRow + j * bColumn]!;
        expect(z[i * n + j]).toBeCloseTo(before[i * n + j]! + 2 * sum, 4);
      }
    }
  });

  test('of one row agrees with the blocked one', () => {
    const [x, w, y, z] = [filled(128), filled(128 * 512), filled(512), filled(512)];
    device.kernels.gemm(1, 512, 128, 1, x, 128, 1, w, 512, 1, y, 512, 0);
    device.kernels.rowTimesMatrix(512, 128, x, w, z);
    device.floats(z, 512).forEach((value, i) => expect(value).toBeCloseTo(device.floats(y, 512)[i]!, 4));
  });
});

describe('causal softmax', () => {
  test('is a distribution over what a row may see, and zero beyond', () => {
    const x = filled(3 * 7);
    const scores = device.floats(x, 21).slice();
    device.kernels.causalSoftmax(3, 7, 7, 5, x);
    for (let row = 0; row < 3; row++) {
      const seen = 5 + row;
      const exponentials = [...scores.subarray(row * 7, row * 7 + seen)].map(Math.exp);
      const total = exponentials.reduce((a, b) => a + b);
      const expected = Array.from({ length: 7 }, (_, i) => (i < seen ? exponentials[i]! / total : 0));
      expected.forEach((value, i) => expect(device.floats(x, 21)[row * 7 + i]).toBeCloseTo(value, 6));
    }
  });
});

describe('AdamW', () => {
  test('takes the first step by the learning rate, against the sign of the gradient', () => {
    const [w, g, m, v] = [filled(4), filled(4), device.allocate(4), device.allocate(4)];
    const before = device.floats(w, 4).slice();
    device.kernels.adamW(4, w, g, m, v, 1, 0.1, 0, 0.9, 0.98, 1 / (1 - 0.9), 1 / (1 - 0.98));
    before.forEach((value, i) => {
      expect(device.floats(w, 4)[i]).toBeCloseTo(value - 0.1 * Math.sign(device.floats(g, 4)[i]!), 4);
    });
  });
});
