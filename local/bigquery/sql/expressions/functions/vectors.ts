/** Distances of vectors, which are arrays of numbers of the same length. */
import { invalidQuery, unsupported } from '../../../errors';
import type { Translation } from '../../context';
import { write, type FunctionRule } from './rule';

const ofTypes: Record<string, string> = {
  EUCLIDEAN: 'bq_euclidean_distance',
  MANHATTAN: 'bq_manhattan_distance',
  COSINE: 'bq_cosine_distance',
};

const distance = (macro: string) =>
  write(2, 2, ([left, right], _nodes, t) => `${macro}(${asVector(left!, t)}, ${asVector(right!, t)})`);

export const vectorFunctions: Record<string, FunctionRule> = {
  COSINE_DISTANCE: distance('bq_cosine_distance'),
  EUCLIDEAN_DISTANCE: distance('bq_euclidean_distance'),
  'ML.DISTANCE': write(2, 3, ([left, right], nodes, t) => {
    const type = nodes[2] ? t.stringLiteral(nodes[2])?.text : 'EUCLIDEAN';
    const macro = typeof type === 'string' ? ofTypes[type.toUpperCase()] : undefined;
    if (!macro) throw invalidQuery('The type of ML.DISTANCE must be one of EUCLIDEAN, MANHATTAN, COSINE');
    return `${macro}(${asVector(left!, t)}, ${asVector(right!, t)})`;
  }),
};

/** @throws BigQueryError for a sparse vector, of STRUCTs, and what is none */
function asVector(value: string, t: Translation): string {
  if (value === 'NULL') return 'CAST(NULL AS DOUBLE[])';
  const { type, mode } = t.typeOf(value);
  if (type === 'RECORD') throw unsupported('a vector as an ARRAY of STRUCTs');
  if (mode !== 'REPEATED' || !/^(FLOAT|FLOAT64|INTEGER|INT64|NUMERIC)$/.test(type))
    throw invalidQuery('No matching signature: a vector is an ARRAY of numbers');
  return type.startsWith('FLOAT') ? value : `CAST(${value} AS DOUBLE[])`;
}
