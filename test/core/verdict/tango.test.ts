import { expect, test } from '@jest/globals';
import { marginTest, tangoInterval } from '../../../core/verdict/tango';

test.each([
  // Fagerland, Lydersen and Laake (2014, Statistics in Medicine 33:2850), airway hyper-responsiveness: -0.517 to -0.026.
  [{ n: 21, wins: 1, losses: 7 }, 0.95, -0.5172322764213774, -0.026003032480868528],
  // The others by SciPy 1.17.1's brentq on the score equation.
  [{ n: 160, wins: 40, losses: 20 }, 0.95, 0.030864533133086937, 0.2180642441668248],
  [{ n: 160, wins: 40, losses: 20 }, 0.9, 0.04626724435660649, 0.20303480292103782],
  [{ n: 112, wins: 10, losses: 4 }, 0.95, -0.013404612690415502, 0.12713969972737976],
  [{ n: 550, wins: 55, losses: 28 }, 0.95, 0.01699756189575203, 0.08236876274240798],
  [{ n: 50, wins: 0, losses: 0 }, 0.95, -0.0713475991333568, 0.07134759913335674],
  [{ n: 50, wins: 5, losses: 0 }, 0.95, 0.021517640953305404, 0.21360231437479657],
])("Tango's interval of %j at a confidence of %d", (counts, confidence, low, high) => {
  const [from, to] = tangoInterval(counts, confidence);
  expect(from).toBeCloseTo(low, 9);
  expect(to).toBeCloseTo(high, 9);
});

test('an interval turns over with its models, and ends where differences end', () => {
  const [low, high] = tangoInterval({ n: 30, wins: 3, losses: 9 }, 0.95);
  const [turnedLow, turnedHigh] = tangoInterval({ n: 30, wins: 9, losses: 3 }, 0.95);
  expect([turnedLow, turnedHigh]).toEqual([expect.closeTo(-high, 9), expect.closeTo(-low, 9)]);
  expect(tangoInterval({ n: 10, wins: 10, losses: 0 }, 0.95)[1]).toBeCloseTo(1, 9);
});

// By adding up all outcomes, with SciPy 1.17.1, at 4,000 shares of differing examples.
test.each([
  [{ n: 10, wins: 5, losses: 0 }, 0.05, 0.021390799102346897],
  [{ n: 30, wins: 8, losses: 2 }, 0.05, 0.0972857240191719],
  [{ n: 50, wins: 9, losses: 3 }, 0.02, 0.08020064479532851],
  [{ n: 60, wins: 12, losses: 2 }, 0.05, 0.03086599424184131],
  [{ n: 20, wins: 4, losses: 4 }, 0.1, 0.7766463435796601],
])('the exact test of %j against a margin of %d', (counts, margin, pValue) =>
  expect(marginTest(counts, margin)).toBeCloseTo(pValue, 4),
);
