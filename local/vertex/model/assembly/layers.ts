// What stands between the matrix products of the transformer: norm, rotary positions, smeared keys, activation,
// causal softmax and cross-entropy, each with its backward pass. Widths are multiples of four; pointers are bytes.
import { sum } from './gemm';

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** y = x / rms(x) for each row (RMSNorm without a gain: the next matrix holds it), keeping 1/rms for the way back. */
export function norm(rows: i32, width: i32, x: usize, y: usize, inverse: usize): void {
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < rows; i++, x += bytes, y += bytes, inverse += 4) {
    let s = f32x4.splat(0);
    for (let p: usize = 0; p < bytes; p += 16) s = f32x4.add(s, f32x4.mul(v128.load(x + p), v128.load(x + p)));
    const r: f32 = 1 / sqrt<f32>(sum(s) / <f32>width + 1e-6);
    const scale = f32x4.splat(r);
    for (let p: usize = 0; p < bytes; p += 16) v128.store(y + p, f32x4.mul(v128.load(x + p), scale));
    f32.store(inverse, r);
  }
}

/** dx += the gradient through y = x·inverse. */
export function normBackward(rows: i32, width: i32, y: usize, inverse: usize, dy: usize, dx: usize): void {
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < rows; i++, y += bytes, dy += bytes, dx += bytes, inverse += 4) {
    let s = f32x4.splat(0);
    for (let p: usize = 0; p < bytes; p += 16) s = f32x4.add(s, f32x4.mul(v128.load(y + p), v128.load(dy + p)));
    const mean = f32x4.splat(sum(s) / <f32>width);
    const r = f32x4.splat(f32.load(inverse));
    for (let p: usize = 0; p < bytes; p += 16) {
      const d = f32x4.mul(r, f32x4.sub(v128.load(dy + p), f32x4.mul(mean, v128.load(y + p))));
      v128.store(dx + p, f32x4.add(v128.load(dx + p), d));
    }
  }
}

/**
 * Smeared keys (Olsson et al. 2022): key[t] becomes (1−gate)·key[t] + gate·key[t−1], so that one head can find "what
 * followed this token before". `raw` and `to` may not overlap; `first` is the key before row 0, or 0 for none.
 */
export function smear(rows: i32, width: i32, raw: usize, gate: usize, to: usize, toRow: i32, first: usize): void {
  const bytes = (<usize>width) << 2;
  for (let t = 0; t < rows; t++) {
    const now = raw + <usize>t * bytes;
    const before = t > 0 ? now - bytes : first;
    const out = at(to, t * toRow);
    for (let p: usize = 0; p < bytes; p += 16) {
      const k = v128.load(now + p);
      const last = before ? v128.load(before + p) : f32x4.splat(0);
      v128.store(out + p, f32x4.add(k, f32x4.mul(v128.load(gate + p), f32x4.sub(last, k))));
    }
  }
}

/** In place: dKey (rows `dRow` apart) becomes the gradient of the raw keys; dGate, when not 0, is added to. */
export function smearBackward(rows: i32, width: i32, raw: usize, gate: usize, d: usize, dRow: i32, dGate: usize): void {
  const bytes = (<usize>width) << 2;
  const one = f32x4.splat(1);
  for (let t = 0; t < rows; t++) {
    const now = raw + <usize>t * bytes;
    const here = at(d, t * dRow);
    const next = t + 1 < rows ? at(d, (t + 1) * dRow) : 0;
    for (let p: usize = 0; p < bytes; p += 16) {
      const g = v128.load(gate + p);
      const dk = v128.load(here + p);
      if (dGate) {
        const last = t > 0 ? v128.load(now - bytes + p) : f32x4.splat(0);
        const step = f32x4.mul(dk, f32x4.sub(last, v128.load(now + p)));
        v128.store(dGate + p, f32x4.add(v128.load(dGate + p), step));
      }
      let out = f32x4.mul(dk, f32x4.sub(one, g));
      if (next) out = f32x4.add(out, f32x4.mul(v128.load(next + p), g));
      v128.store(here + p, out);
    }
  }
}

/**
 * Rotary positions in place (Su et al. 2021): lane i of a head turns with lane i + head/2. `direction` is 1, or −1 on
 * the way back. The table holds head/2 cosines, then head/2 sines, for each position.
 */
export function rotate(
  rows: i32, heads: i32, head: i32, x: usize, xRow: i32, table: usize, position: i32, direction: f32,
): void {
  const half = (<usize>head) << 1;
  const sign = f32x4.splat(direction);
  for (let t = 0; t < rows; t++) {
    const turn = at(table, (position + t) * head);
    for (let h = 0; h < heads; h++) {
      const from = at(x, t * xRow + h * head);
      for (let p: usize = 0; p < half; p += 16) {
        const cosine = v128.load(turn + p);
        const sine = f32x4.mul(sign, v128.load(turn + half + p));
        const low = v128.load(from + p);
        const high = v128.load(from + half + p);
        v128.store(from + p, f32x4.sub(f32x4.mul(low, cosine), f32x4.mul(high, sine)));
        v128.store(from + half + p, f32x4.add(f32x4.mul(low, sine), f32x4.mul(high, cosine)));
      }
    }
  }
}

/** y = max(0, x)², the activation of Primer (So et al. 2021): as good as GELU here and free of exponentials. */
export function squaredRelu(count: i32, x: usize, y: usize): void {
  for (const end = at(x, count); x < end; x += 16, y += 16) {
    const v = f32x4.max(v128.load(x), f32x4.splat(0));
    v128.store(y, f32x4.mul(v, v));
  }
}

/** In place: dy becomes dx. */
export function squaredReluBackward(count: i32, x: usize, dy: usize): void {
  for (const end = at(x, count); x < end; x += 16, dy += 16) {
    const v = f32x4.max(v128.load(x), f32x4.splat(0));
    v128.store(dy, f32x4.mul(f32x4.add(v, v), v128.load(dy)));
  }
}

/** Row i (of `rows`, `stride` apart) may see its first `seen + i` scores: they become probabilities, the rest zero. */
export function causalSoftmax(rows: i32, columns: i32, stride: i32, seen: i32, x: usize): void {
  for (let i = 0; i < rows; i++) {
    const row = at(x, i * stride);
    softmax(row, seen + i);
    for (let j = seen + i; j < columns; j++) f32.store(at(row, j), 0);
  }
}

/** In place: dP becomes dScores, given the probabilities P. */
export function softmaxBackward(rows: i32, columns: i32, stride: i32, p: usize, dp: usize): void {
  for (let i = 0; i < rows; i++) {
    const row = at(p, i * stride);
    const d = at(dp, i * stride);
    let s: f32 = 0;
    for (let j = 0; j < columns; j++) s += f32.load(at(row, j)) * f32.load(at(d, j));
    for (let j = 0; j < columns; j++) f32.store(at(d, j), f32.load(at(row, j)) * (f32.load(at(d, j)) - s));
  }
}

/**
 * Cross-entropy of each row of logits against its target id. The logits become the gradient of scale·Σ loss.
 * @returns Σ loss in nats, not scaled.
 */
export function crossEntropy(rows: i32, width: i32, logits: usize, targets: usize, scale: f32): f32 {
  let loss: f32 = 0;
  for (let i = 0; i < rows; i++) {
    const row = at(logits, i * width);
    const target = i32.load(at(targets, i));
    softmax(row, width);
    const hit = at(row, target);
    loss -= Mathf.log(max<f32>(f32.load(hit), 1e-30));
    for (let p = row; p < row + ((<usize>width) << 2); p += 16) v128.store(p, f32x4.mul(v128.load(p), f32x4.splat(scale)));
    f32.store(hit, f32.load(hit) - scale);
  }
  return loss;
}

/** Softmax of `n` numbers in place. */
function softmax(row: usize, n: i32): void {
  const whole = at(row, n & ~3);
  const end = at(row, n);
  let top = f32x4.splat(-Infinity);
  let p = row;
  for (; p < whole; p += 16) top = f32x4.max(top, v128.load(p));
  let most = max(max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)), max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)));
  for (; p < end; p += 4) most = max(most, f32.load(p));
  let total = f32x4.splat(0);
  for (p = row; p < whole; p += 16) {
    const e = exponential(f32x4.sub(v128.load(p), f32x4.splat(most)));
    total = f32x4.add(total, e);
    v128.store(p, e);
  }
  let rest = sum(total);
  for (; p < end; p += 4) {
    const e = f32x4.extract_lane(exponential(f32x4.splat(f32.load(p) - most)), 0);
    rest += e;
    f32.store(p, e);
  }
  const scale: f32 = 1 / rest;
  for (p = row; p < whole; p += 16) v128.store(p, f32x4.mul(v128.load(p), f32x4.splat(scale)));
  for (; p < end; p += 4) f32.store(p, f32.load(p) * scale);
}

/** eˣ for x ≤ 0 to about 1e-7: 2ⁿ·eʳ with |r| ≤ ½ ln 2, eʳ by the polynomial of Cephes' expf. */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}
