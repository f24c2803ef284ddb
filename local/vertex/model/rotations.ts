/** Rotary positions (Su et al. 2021) as a table of cosines and sines. */
import type { Device, Pointer } from './kernels';
import type { Layout } from './shape';

/**
 * For each position, head/2 cosines, then head/2 sines. Only the first half of the pairs turn, with wavelengths from 6
 * to 6,400 tokens; the others stay, so that a head can match what a token is, however far away it stands.
 */
export function createRotations(device: Device, { shape, headWidth }: Layout): Pointer {
  const half = headWidth / 2;
  const turning = half / 2;
  const pointer = device.allocate(shape.context * headWidth);
  const table = device.floats(pointer, shape.context * headWidth);
  for (let position = 0; position < shape.context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = i < turning ? position / 1024 ** (i / (turning - 1)) : 0;
      table[position * headWidth + i] = Math.cos(angle);
      table[position * headWidth + half + i] = Math.sin(angle);
    }
  }
  return pointer;
}
