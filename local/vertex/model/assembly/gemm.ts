// Single-precision matrix product C (+)= alpha·A·B for any strides: GotoBLAS blocking, one 4×8 SIMD micro-kernel.
// Panels are packed first, so that the three products of training (A·B, A·Bᵀ, Aᵀ·B) are one loop that reads memory in order.

const KC: i32 = 256; // depth of a block: an 8-column panel of B is 8 KB and stays in L1
const MC: i32 = 64; // rows of a block of A: 64 KB, in L2
const NC: i32 = 512; // columns of a block of B: 512 KB, in L2
const packedA: usize = memory.data(KC * MC * 4, 16);
const packedB: usize = memory.data(KC * NC * 4, 16);
const corner: usize = memory.data(4 * 8 * 4, 16);

/** Strides are in elements. With `accumulate`, C is added to; without, it is overwritten. */
export function gemm(
  m: i32, n: i32, k: i32, alpha: f32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32, accumulate: bool,
): void {
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const add = accumulate || pc > 0;
      for (let j = 0; j < nc; j += 8) {
        const source = b + ((<usize>(pc * bRow + (jc + j) * bColumn)) << 2);
        pack(packedB + ((<usize>(j * kc)) << 2), source, 8, min(8, nc - j), kc, bColumn, bRow);
      }
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        for (let i = 0; i < mc; i += 4) {
          const source = a + ((<usize>((ic + i) * aRow + pc * aColumn)) << 2);
          pack(packedA + ((<usize>(i * kc)) << 2), source, 4, min(4, mc - i), kc, aRow, aColumn);
        }
        for (let j = 0; j < nc; j += 8) {
          const panelB = packedB + ((<usize>(j * kc)) << 2);
          const width = min(8, nc - j);
          for (let i = 0; i < mc; i += 4) {
            const panelA = packedA + ((<usize>(i * kc)) << 2);
            const out = c + ((<usize>((ic + i) * cRow + jc + j)) << 2);
            const height = min(4, mc - i);
            if (width == 8 && height == 4) tile(kc, alpha, panelA, panelB, out, (<usize>cRow) << 2, add);
            else edge(kc, alpha, panelA, panelB, out, cRow, add, height, width);
          }
        }
      }
    }
  }
}

/** Copies `lanes` vectors of length `kc` side by side, `width` (4 or 8) abreast; missing lanes become zero. */
function pack(to: usize, from: usize, width: i32, lanes: i32, kc: i32, laneStride: i32, stride: i32): void {
  if (lanes == width && laneStride == 1) {
    const step = (<usize>stride) << 2;
    if (width == 4) {
      for (let p = 0; p < kc; p++, to += 16, from += step) v128.store(to, v128.load(from));
    } else {
      for (let p = 0; p < kc; p++, to += 32, from += step) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    }
  } else if (lanes == width && stride == 1 && (kc & 3) == 0) {
    const step = (<usize>laneStride) << 2;
    const line = (<usize>width) << 2;
    for (let lane = 0; lane < width; lane += 4) transpose(to + ((<usize>lane) << 2), line, from + <usize>lane * step, step, kc);
  } else {
    for (let p = 0; p < kc; p++) {
      for (let lane = 0; lane < width; lane++, to += 4) {
        const source = from + ((<usize>(lane * laneStride + p * stride)) << 2);
        f32.store(to, lane < lanes ? f32.load(source) : 0);
      }
    }
  }
}

/** Four rows of length `kc` become `kc` lines of four. */
function transpose(to: usize, line: usize, from: usize, step: usize, kc: i32): void {
  for (let p = 0; p < kc; p += 4, from += 16) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + step);
    const r2 = v128.load(from + 2 * step);
    const r3 = v128.load(from + 3 * step);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    to += line;
    v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    to += line;
    v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    to += line;
    v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    to += line;
  }
}

/** A whole 4×8 tile: eight accumulators, so that the additions' latency is hidden. */
function tile(kc: i32, alpha: f32, a: usize, b: usize, c: usize, cStep: usize, add: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = b + ((<usize>kc) << 5);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 16;
    b += 32;
  }
  const s = f32x4.splat(alpha);
  row(c, s, c00, c01, add);
  row(c + cStep, s, c10, c11, add);
  row(c + 2 * cStep, s, c20, c21, add);
  row(c + 3 * cStep, s, c30, c31, add);
}

// @ts-ignore: decorator
@inline
function row(c: usize, s: v128, v0: v128, v1: v128, add: bool): void {
  v0 = f32x4.mul(v0, s);
  v1 = f32x4.mul(v1, s);
  if (add) {
    v0 = f32x4.add(v0, v128.load(c));
    v1 = f32x4.add(v1, v128.load(c, 16));
  }
  v128.store(c, v0);
  v128.store(c, v1, 16);
}

/** A tile cut off by the matrix's border goes through a full tile aside. */
function edge(kc: i32, alpha: f32, a: usize, b: usize, c: usize, cRow: i32, add: bool, height: i32, width: i32): void {
  tile(kc, alpha, a, b, corner, 32, false);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const to = c + ((<usize>(i * cRow + j)) << 2);
      const value = f32.load(corner + ((<usize>(i * 8 + j)) << 2));
      f32.store(to, add ? f32.load(to) + value : value);
    }
  }
}

/** y = x·B for one row x of length `k` and a row-major B: decoding one token reads each weight once, nothing to pack. */
export function rowTimesMatrix(n: i32, k: i32, x: usize, b: usize, y: usize): void {
  const step = (<usize>n) << 2;
  for (let j = 0; j < n; j += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let from = b + ((<usize>j) << 2);
    for (let p = 0; p < k; p++, from += step) {
      const v = v128.load32_splat(x + ((<usize>p) << 2));
      s0 = f32x4.add(s0, f32x4.mul(v, v128.load(from)));
      s1 = f32x4.add(s1, f32x4.mul(v, v128.load(from, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v, v128.load(from, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v, v128.load(from, 48)));
    }
    const to = y + ((<usize>j) << 2);
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
}

/** y[j] = alpha·(x · row j of B), rows `bRow` elements apart; `k` is a multiple of 4. */
export function rowTimesTransposed(n: i32, k: i32, alpha: f32, x: usize, b: usize, bRow: i32, y: usize): void {
  for (let j = 0; j < n; j++) {
    const from = b + ((<usize>(j * bRow)) << 2);
    let s = f32x4.splat(0);
    for (let p: usize = 0; p < (<usize>k) << 2; p += 16) s = f32x4.add(s, f32x4.mul(v128.load(x + p), v128.load(from + p)));
    f32.store(y + ((<usize>j) << 2), alpha * sum(s));
  }
}

// @ts-ignore: decorator
@inline
export function sum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
