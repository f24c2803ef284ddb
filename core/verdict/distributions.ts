/** The distributions that tests and intervals read: normal, Student's t and binomial, within 1e-9 of R's relatively. */
import { rootOf } from './search';

const { abs, exp, log, log1p, sqrt } = Math;

/** Φ: the share of a standard normal below x. Marsaglia (2004), J. Stat. Software 11(4); in the tails the continued fraction. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const density = exp((-x * x) / 2) / sqrt(2 * Math.PI);
  if (abs(x) > 3) {
    let fraction = abs(x);
    for (let k = 80; k >= 1; k--) fraction = abs(x) + k / fraction;
    return x < 0 ? density / fraction : 1 - density / fraction;
  }
  let term = x;
  let sum = x;
  for (let k = 3; abs(term) > 1e-17 * abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density * sum;
}

/** Where Φ reaches the share; exact in the lower tail, and mirrored above the middle. */
export function normalQuantile(share: number): number {
  if (share <= 0) return -Infinity;
  if (share >= 1) return Infinity;
  if (share > 0.5) return -normalQuantile(1 - share);
  return rootOf((x) => normalCdf(x) - share, -40, 0);
}

/** Where Student's t of so many degrees of freedom reaches the share. */
export function studentQuantile(share: number, freedom: number): number {
  if (share < 0.5) return -studentQuantile(1 - share, freedom);
  const above = (t: number) => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  let high = 2;
  while (above(high) > 1 - share) high *= 2;
  return rootOf((t) => 1 - share - above(t), 0, high);
}

/** The chance of `least` successes or more in so many trials. */
export function binomialTail(least: number, trials: number, chance: number): number {
  if (least <= 0) return 1;
  if (least > trials) return 0;
  return incompleteBeta(chance, least, trials - least + 1);
}

/** The chance of exactly so many successes. */
export function binomialChance(successes: number, trials: number, chance: number): number {
  if (chance <= 0 || chance >= 1) return successes === (chance <= 0 ? 0 : trials) ? 1 : 0;
  return exp(logChoose(trials, successes) + successes * log(chance) + (trials - successes) * log1p(-chance));
}

const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Ln Γ(x) of x > 0: Stirling's series after Γ(x + 1) = x Γ(x) has made x large (Abramowitz and Stegun 6.1.41). */
function logGamma(x: number): number {
  let shift = 1;
  let y = x;
  for (; y < 15; y += 1) shift *= y;
  const inverse = 1 / (y * y);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / y;
  return (y - 0.5) * log(y) - y + 0.5 * log(2 * Math.PI) + series - log(shift);
}

/** I_x(a, b): Lentz's continued fraction (Press et al., Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= c * d;
    if (abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

const awayFromZero = (value: number) => (abs(value) < 1e-300 ? 1e-300 : value);
