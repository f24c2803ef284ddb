/** The size of the one model behind the local Vertex AI, and where each of its parameters lies. */

/** Tokens, width, layers, heads, width of the hidden layer, longest sequence. */
export const shape = { vocabulary: 2048, width: 128, layers: 4, heads: 4, hidden: 512, context: 384 } as const;

export const headWidth = shape.width / shape.heads;

/** The four matrices of a layer that LoRA adapts, row-major [inputs × outputs]; queries, keys and values are one. */
export const projections = [
  { name: 'attention', inputs: shape.width, outputs: 3 * shape.width },
  { name: 'output', inputs: shape.width, outputs: shape.width },
  { name: 'up', inputs: shape.width, outputs: shape.hidden },
  { name: 'down', inputs: shape.hidden, outputs: shape.width },
] as const;

export type Projection = (typeof projections)[number];

/** Where things lie in the flat array of parameters, in numbers: the embedding, the gates, then the projections. */
export interface Layout {
  embedding: number;
  layers: { gate: number; projection: Record<Projection['name'], number> }[];
  /** Where the projections begin. */
  projections: number;
  size: number;
}

export const layout: Layout = (() => {
  let size = shape.vocabulary * shape.width;
  const reserve = (count: number) => (size += count) - count;
  const gates = Array.from({ length: shape.layers }, () => reserve(shape.width));
  const begin = size;
  const layers = gates.map((gate) => ({
    gate,
    projection: Object.fromEntries(projections.map((p) => [p.name, reserve(p.inputs * p.outputs)])) as Record<
      Projection['name'],
      number
    >,
  }));
  return { embedding: 0, layers, projections: begin, size };
})();
