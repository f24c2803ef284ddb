/** LoRA (Hu et al. 2021): low-rank changes A·B to the frozen projections, and their gradients. */
import type { Device, Pointer } from './kernels';
import type { Layout, Projection } from './shape';
import type { OnProjection } from './transformer';

/** Adapted weights are W + (alpha / rank)·A·B; with alpha = 2·rank a rank needs no learning rate of its own. */
export const scale = 2;

interface Place {
  layer: number;
  projection: Projection;
  /** A, row-major [inputs × rank], and B, row-major [rank × outputs], as offsets in numbers. */
  a: number;
  b: number;
}

/** Where each pair of matrices lies in the flat array of an adapter. */
export function places(layout: Layout, rank: number): { places: Place[]; size: number } {
  let size = 0;
  const reserve = (count: number) => (size += count) - count;
  const all = layout.layers
    .map((_, layer) =>
      layout.projections.map((projection) => ({
        layer,
        projection,
        a: reserve(projection.inputs * rank),
        b: reserve(projection.outputs * rank),
      })),
    )
    .flat();
  return { places: all, size };
}

/** A is drawn so that inputs keep their scale, B is zero: an untrained adapter changes nothing. */
export function initialAdapter(layout: Layout, rank: number, random: () => number): Float32Array {
  const { places: all, size } = places(layout, rank);
  const adapter = new Float32Array(size);
  for (const { a, projection } of all) {
    const deviation = Math.sqrt(3 / projection.inputs);
    for (let i = 0; i < projection.inputs * rank; i++) adapter[a + i] = deviation * (2 * random() - 1);
  }
  return adapter;
}

/**
 * Writes base + scale·A·B over the projections of `weights`. Merged once a step, the adapter costs the passes nothing: the forward pass
 * and the gradient towards the inputs see one matrix.
 */
export function mergeAdapter(
  device: Device,
  layout: Layout,
  rank: number,
  adapter: Pointer,
  base: Pointer,
  weights: Pointer,
): void {
  const count = layout.size - layout.matrices;
  const [from, to] = [base + 4 * layout.matrices, weights + 4 * layout.matrices];
  device.floats(to, count).set(device.floats(from, count));
  for (const { layer, projection, a, b } of places(layout, rank).places) {
    const { inputs, outputs, name } = projection;
    const w = weights + 4 * layout.layers[layer]!.projection[name];
    device.kernels.gemm(
      inputs,
      outputs,
      rank,
      scale,
      adapter + 4 * a,
      rank,
      1,
      adapter + 4 * b,
      outputs,
      1,
      w,
      outputs,
      1,
    );
  }
}

/** Gathers the adapter's gradients from what each projection saw: dB += scale·(x·A)ᵀ·dy and dA += scale·xᵀ·(dy·Bᵀ). */
export function createAdapterGradients(
  device: Device,
  layout: Layout,
  rank: number,
  adapter: Pointer,
  gradients: Pointer,
  rows: number,
): OnProjection {
  const { gemm } = device.kernels;
  const narrow = device.allocate(rows * rank);
  const all = new Map(places(layout, rank).places.map((place) => [`${place.layer}/${place.projection.name}`, place]));
  return (layer, projection, x, dy, n) => {
    const { inputs, outputs } = projection;
    const place = all.get(`${layer}/${projection.name}`)!;
    const [a, b] = [adapter + 4 * place.a, adapter + 4 * place.b];
    const [dA, dB] = [gradients + 4 * place.a, gradients + 4 * place.b];
    gemm(n, rank, inputs, 1, x, inputs, 1, a, rank, 1, narrow, rank, 0);
    gemm(rank, outputs, n, scale, narrow, 1, rank, dy, outputs, 1, dB, outputs, 1);
    gemm(n, rank, outputs, 1, dy, outputs, 1, b, 1, outputs, narrow, rank, 0);
    gemm(inputs, rank, n, scale, x, 1, inputs, narrow, rank, 1, dA, rank, 1);
  };
}
