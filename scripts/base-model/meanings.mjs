// What GloVe knows of the words that a token stands in, in fewer dimensions.

/**
 * The strongest directions of the vectors but for the first two, which tell how often a word is used rather than what it
 * means (Mu and Viswanath 2018), by orthogonal iteration.
 */
function strongest(vectors, count) {
  const size = vectors[0].length;
  const mean = Array.from({ length: size }, (_, i) => vectors.reduce((sum, v) => sum + v[i], 0) / vectors.length);
  const centred = vectors.map((v) => v.map((x, i) => x - mean[i]));
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const v of centred)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) covariance[i][j] += v[i] * v[j];
  let directions = Array.from({ length: count + 2 }, (_, d) =>
    Array.from({ length: size }, (_, i) => Math.sin(1 + d * size + i)),
  );
  for (let round = 0; round < 60; round++) {
    const next = [];
    for (const direction of directions) {
      const image = covariance.map((row) => dot(row, direction));
      for (const other of next) {
        const along = dot(image, other);
        other.forEach((x, i) => (image[i] -= along * x));
      }
      const norm = Math.sqrt(dot(image, image));
      next.push(image.map((x) => x / norm));
    }
    directions = next;
  }
  return centred.map((v) => directions.slice(2).map((direction) => dot(v, direction)));
}

const dot = (a, b) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/**
 * A vector of `dimensions` numbers and unit deviation for each token that words are made of, undefined for the others: the
 * mean of the words it is a part of, each by how often it is used and by the token's share of it.
 */
export function meaningsOf(tokenizer, vocabulary, vectors, dimensions) {
  const known = strongest(
    vectors.map(([, vector]) => vector),
    dimensions,
  );
  const sums = Array.from({ length: vocabulary }, () => new Float64Array(dimensions));
  const isKnown = new Uint8Array(vocabulary);
  vectors.forEach(([word], rank) => {
    const capital = word[0].toUpperCase() + word.slice(1);
    for (const written of new Set([` ${word}`, word, ` ${capital}`, capital])) {
      for (const id of tokenizer.encode(written)) {
        const weight = (tokenizer.bytesOf(id).length / written.length) ** 2 / (rank + 10);
        isKnown[id] = 1;
        known[rank].forEach((x, i) => (sums[id][i] += weight * x));
      }
    }
  });
  return sums.map((sum, id) => {
    const deviation = Math.sqrt(dot(sum, sum) / dimensions);
    return isKnown[id] && deviation > 0 ? sum.map((x) => x / deviation) : undefined;
  });
}
