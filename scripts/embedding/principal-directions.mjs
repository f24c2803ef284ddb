// The directions in which vectors differ, the widest first: eigenvectors of their covariance, by Jacobi's rotations.

const sweeps = 30;
const negligible = 1e-12;

/** @param {Float64Array[]} vectors of mean 0 */
export function principalDirections(vectors) {
  const size = vectors[0].length;
  const places = [...vectors[0].keys()];
  const covariance = places.map((row) =>
    Float64Array.from(places, (column) => vectors.reduce((sum, v) => sum + v[row] * v[column], 0) / vectors.length),
  );
  const directions = places.map((row) => Float64Array.from(places, (column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(covariance, directions, p, q);
  return places
    .toSorted((a, b) => covariance[b][b] - covariance[a][a])
    .map((column) => directions.map((row) => row[column]));
}

/** Makes the covariance of two directions 0. */
function rotate(covariance, directions, p, q) {
  if (Math.abs(covariance[p][q]) < negligible) return;
  const theta = (covariance[q][q] - covariance[p][p]) / (2 * covariance[p][q]);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (row, a, b) => {
    [row[a], row[b]] = [cosine * row[a] - sine * row[b], sine * row[a] + cosine * row[b]];
  };
  for (const row of covariance) turn(row, p, q);
  for (let at = 0; at < covariance.length; at++) {
    const [a, b] = [covariance[p][at], covariance[q][at]];
    covariance[p][at] = cosine * a - sine * b;
    covariance[q][at] = sine * a + cosine * b;
  }
  for (const row of directions) turn(row, p, q);
}
