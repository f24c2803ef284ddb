// The kernels of the model: what WebAssembly exports. Memory is laid out by kernels.ts from heapBase() upwards.
export { gemm, rowTimesMatrix, rowTimesTransposed } from './gemm';
export {
  norm,
  normBackward,
  smear,
  smearBackward,
  rotate,
  squaredRelu,
  squaredReluBackward,
  causalSoftmax,
  softmaxBackward,
  crossEntropy,
} from './layers';
export { sumOfSquares, addScaled, adamW } from './optimizer';

export function heapBase(): usize {
  return (__heap_base + 63) & ~63;
}
