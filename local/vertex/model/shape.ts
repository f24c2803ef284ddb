/** The size of a model, and where each of its parameters lies. */

/** Tokens, width, layers, heads, width of the hidden layer, longest sequence. */
export interface Shape {
  vocabulary: number;
  width: number;
  layers: number;
  heads: number;
  hidden: number;
  context: number;
}

/** The four matrices of a layer that LoRA adapts; queries, keys and values are one. */
export type ProjectionName = 'attention' | 'output' | 'up' | 'down';

/** A matrix, row-major [inputs × outputs]. */
export interface Projection {
  name: ProjectionName;
  inputs: number;
  outputs: number;
}

/** Where things lie in the flat array of parameters, in numbers: the embedding, the gates, then the projections. */
export interface Layout {
  shape: Shape;
  headWidth: number;
  /** Of every layer, in the order of the passes. */
  projections: readonly [Projection, Projection, Projection, Projection];
  layers: { gate: number; projection: Record<ProjectionName, number> }[];
  /** Where the projections begin. */
  matrices: number;
  size: number;
}

export function layoutOf(shape: Shape): Layout {
  const { width, hidden } = shape;
  const projections = [
    { name: 'attention', inputs: width, outputs: 3 * width },
    { name: 'output', inputs: width, outputs: width },
    { name: 'up', inputs: width, outputs: hidden },
    { name: 'down', inputs: hidden, outputs: width },
  ] as const;
  let size = shape.vocabulary * width;
  const reserve = (count: number) => (size += count) - count;
  const gates = Array.from({ length: shape.layers }, () => reserve(width));
  const matrices = size;
  const layers = gates.map((gate) => ({
    gate,
    projection: Object.fromEntries(projections.map((p) => [p.name, reserve(p.inputs * p.outputs)])) as Record<
      ProjectionName,
      number
    >,
  }));
  return { shape, headWidth: width / shape.heads, projections, layers, matrices, size };
}
