// Vector work of the optimizer, over all parameters at once.

/** Σ x². */
export function sumOfSquares(count: i32, x: usize): f64 {
  let total: f64 = 0;
  for (const end = x + ((<usize>count) << 2); x < end; x += 4) total += <f64>f32.load(x) * <f64>f32.load(x);
  return total;
}

/** y += alpha·x; `count` is a multiple of four. */
export function addScaled(count: i32, alpha: f32, x: usize, y: usize): void {
  const a = f32x4.splat(alpha);
  for (const end = x + ((<usize>count) << 2); x < end; x += 16, y += 16) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(a, v128.load(x))));
  }
}

/**
 * One AdamW step (Loshchilov and Hutter 2019) on `count` parameters, a multiple of four. The gradient is scaled by
 * `clip` first; `correct1` and `correct2` are 1/(1−β₁ᵗ) and 1/(1−β₂ᵗ).
 */
export function adamW(
  count: i32,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  clip: f32,
  rate: f32,
  decay: f32,
  beta1: f32,
  beta2: f32,
  correct1: f32,
  correct2: f32,
): void {
  const keep = f32x4.splat(1 - rate * decay);
  const b1 = f32x4.splat(beta1),
    c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2),
    c2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate * correct1),
    root = f32x4.splat(correct2);
  const end = w + ((<usize>count) << 2);
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const gradient = f32x4.mul(v128.load(g), f32x4.splat(clip));
    const mean = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, gradient));
    const square = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(gradient, gradient)));
    v128.store(m, mean);
    v128.store(v, square);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(square, root)), f32x4.splat(1e-8));
    v128.store(w, f32x4.sub(f32x4.mul(keep, v128.load(w)), f32x4.div(f32x4.mul(step, mean), size)));
  }
}
