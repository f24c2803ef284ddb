import { expect, test } from '@jest/globals';
import { confidenceAt, spentUntil } from '../../../core/verdict/spending';

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

test('the intervals of all looks together miss the truth no more often than one alone', () => {
  const looks = [0.2, 0.4, 0.6, 0.8, 1].map((share) => ({ share }));
  const missed = looks.map((_, look) => 1 - confidenceAt(looks.slice(0, look + 1), 0.95));
  expect(missed.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0.05, 12);
  expect(missed[1]).toBeCloseTo(0.0019419129967408483 - 1.172644684252109e-5, 12);
  expect(confidenceAt([{ share: 1 }], 0.95)).toBeCloseTo(0.95, 12);
});
