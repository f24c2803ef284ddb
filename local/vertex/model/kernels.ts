/** The WebAssembly kernels and the one linear memory they compute in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';

/** A byte address in the kernels' memory; numbers there are 32-bit floats unless said otherwise. */
export type Pointer = number;

/** What assembly/index.ts exports; the comments there are the contract. */
export interface Kernels {
  gemm: (
    ...args: [
      ...size: [m: number, n: number, k: number, alpha: number],
      ...a: [Pointer, row: number, column: number],
      ...b: [Pointer, row: number, column: number],
      ...c: [Pointer, row: number, accumulate: number],
    ]
  ) => void;
  rowTimesMatrix: (n: number, k: number, x: Pointer, b: Pointer, y: Pointer) => void;
  rowTimesTransposed: (n: number, k: number, alpha: number, x: Pointer, b: Pointer, bRow: number, y: Pointer) => void;
  norm: (rows: number, width: number, x: Pointer, y: Pointer, inverse: Pointer) => void;
  normBackward: (rows: number, width: number, y: Pointer, inverse: Pointer, dy: Pointer, dx: Pointer) => void;
  smear: (rows: number, width: number, raw: Pointer, gate: Pointer, to: Pointer, toRow: number, first: Pointer) => void;
  smearBackward: (
    ...args: [rows: number, width: number, raw: Pointer, gate: Pointer, d: Pointer, dRow: number, dGate: Pointer]
  ) => void;
  rotate: (
    ...args: [
      ...size: [rows: number, heads: number, head: number],
      ...x: [Pointer, row: number],
      ...turn: [table: Pointer, position: number, direction: number],
    ]
  ) => void;
  squaredRelu: (count: number, x: Pointer, y: Pointer) => void;
  squaredReluBackward: (count: number, x: Pointer, dy: Pointer) => void;
  causalSoftmax: (rows: number, columns: number, stride: number, seen: number, x: Pointer) => void;
  softmaxBackward: (rows: number, columns: number, stride: number, p: Pointer, dp: Pointer) => void;
  crossEntropy: (rows: number, width: number, logits: Pointer, targets: Pointer, scale: number) => number;
  sumOfSquares: (count: number, x: Pointer) => number;
  addScaled: (count: number, alpha: number, x: Pointer, y: Pointer) => void;
  adamW: (
    ...args: [
      ...arrays: [count: number, w: Pointer, g: Pointer, m: Pointer, v: Pointer],
      ...step: [clip: number, rate: number, decay: number],
      ...moments: [beta1: number, beta2: number, correct1: number, correct2: number],
    ]
  ) => void;
}

export interface Device {
  kernels: Kernels;
  /** Reserves room for `count` numbers, zeroed, aligned to 64 bytes, for the life of the device. */
  allocate: (count: number) => Pointer;
  /** A view of the memory; an allocation may end its life, so ask again after one. */
  floats: (pointer: Pointer, count: number) => Float32Array;
  integers: (pointer: Pointer, count: number) => Int32Array;
}

const page = 65_536;

/** Instantiates the kernels with a memory of their own. @throws Error when they have not been built. */
export function createDevice(): Device {
  const file = join(repositoryRoot(), 'dist/local/vertex/model/kernels.wasm');
  let code: Buffer;
  try {
    code = readFileSync(file);
  } catch (cause) {
    throw new Error(`${file} is missing: run npm run build`, { cause });
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), {});
  const exports = instance.exports as unknown as Kernels & { memory: WebAssembly.Memory; heapBase(): number };
  const { memory } = exports;
  let top = exports.heapBase();
  return {
    kernels: exports,
    allocate(count) {
      const pointer = top;
      top += Math.ceil((count * 4) / 64) * 64;
      const missing = top - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / page));
      return pointer;
    },
    floats: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    integers: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
  };
}
