import { expect, test } from '@jest/globals';
import { spentUntil } from '../../../core/verdict/spending';

// 2 − 2 Φ(z / √share) by SciPy 1.17.1.
test.each([
  [0.2, 0.05, 1.172644684252109e-5],
  [0.4, 0.05, 0.0019419129967408483],
  [0.6, 0.05, 0.011396418465313158],
  [0.8, 0.05, 0.028429630753072664],
  [1, 0.05, 0.05],
  [0.5, 0.00625, 0.00011019081851170092],
])('until a share of %d, of a level of %d, %d is spent', (share, level, spent) =>
  expect(spentUntil(share, level)).toBeCloseTo(spent, 12),
);
