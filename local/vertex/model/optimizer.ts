/** AdamW with gradient clipping over one flat array of parameters. */
import type { Device, Pointer } from './kernels';

export interface Optimizer {
  /** Parameters, gradients and the two moments, `count` numbers each. */
  parameters: Pointer;
  gradients: Pointer;
  moments: [Pointer, Pointer];
  count: number;
  /** One step with the gradients gathered so far, which it clears. `time` counts from 1. @returns the gradient's norm. */
  step(time: number, rate: number): number;
}

/** Of gradient and its square. Runs are short: the second moment has to be known within tens of steps. */
export const moments = { beta1: 0.9, beta2: 0.98 };
const { beta1, beta2 } = moments;

/** @param given where parameters and gradients lie already, if they do; otherwise room is made for them. */
export function createOptimizer(
  device: Device,
  size: number,
  decay: number,
  given?: { parameters: Pointer; gradients: Pointer },
): Optimizer {
  const count = Math.ceil(size / 4) * 4;
  const { kernels, allocate } = device;
  const { parameters: w, gradients } = given ?? { parameters: allocate(count), gradients: allocate(count) };
  const averages: [Pointer, Pointer] = [allocate(count), allocate(count)];
  return {
    parameters: w,
    gradients,
    moments: averages,
    count,
    step(time, rate) {
      const norm = Math.sqrt(kernels.sumOfSquares(count, gradients));
      const clip = norm > 1 ? 1 / norm : 1;
      const corrections = [1 / (1 - beta1 ** time), 1 / (1 - beta2 ** time)] as const;
      kernels.adamW(count, w, gradients, ...averages, clip, rate, decay, beta1, beta2, ...corrections);
      device.floats(gradients, count).fill(0);
      return norm;
    },
  };
}
