// A wider model with more tokens that begins as a smaller one (Chen et al. 2016, Net2Net): what the smaller has learnt is
// kept, new dimensions hold what GloVe knows of the words, and new heads and hidden units begin by adding nothing.

/** How large the meanings stand beside the rest of an embedding: more would drown what the smaller model looks at. */
const loudness = 0.5;

/**
 * @param from {layout, tokenizer, weights} of the smaller model, whose merges the larger one's begin with
 * @param to {layout, merges}
 * @param meanings for each token, numbers for the new dimensions, or undefined
 * @returns the larger model's weights
 */
export function grow(from, to, meanings, normal) {
  const [narrow, wide] = [from.layout.shape, to.layout.shape];
  const weights = new Float32Array(to.layout.size);
  const first = wide.vocabulary - to.merges.length;
  const partsOf = (id) => (id < narrow.vocabulary ? [id] : to.merges[id - first].flatMap(partsOf));
  for (let id = 0; id < wide.vocabulary; id++) {
    const row = weights.subarray(id * wide.width, (id + 1) * wide.width);
    const parts = partsOf(id);
    for (const part of parts) {
      for (let i = 0; i < narrow.width; i++) row[i] += from.weights[part * narrow.width + i] / parts.length;
    }
    const size = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / narrow.width);
    for (let i = narrow.width; i < wide.width; i++)
      row[i] = loudness * size * (meanings[id]?.[i - narrow.width] ?? normal());
  }
  to.layout.layers.forEach((layer, index) => {
    const source = from.layout.layers[index];
    for (let i = 0; i < wide.width; i++)
      weights[layer.gate + i] = i < narrow.width ? from.weights[source.gate + i] : 0.1;
    for (const { name, inputs, outputs } of to.layout.projections) {
      const small = from.layout.projections.find((projection) => projection.name === name);
      const writesToStream = name === 'output' || name === 'down';
      // Queries, keys and values lie side by side, and each of them grows.
      const blocks = name === 'attention' ? 3 : 1;
      const [block, smallBlock] = [outputs / blocks, small.outputs / blocks];
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < outputs; j++) {
          const [which, column] = [Math.floor(j / block), j % block];
          const isOld = i < small.inputs && column < smallBlock;
          const at = source.projection[name] + i * small.outputs + which * smallBlock + column;
          const isNew = column >= smallBlock && !writesToStream;
          weights[layer.projection[name] + i * outputs + j] = isOld
            ? from.weights[at]
            : isNew
              ? normal() / Math.sqrt(inputs)
              : 0;
        }
      }
    }
  });
  return weights;
}
