/** Window functions: numbering and navigation, and aggregates over a window. */
import { unsupported } from '../errors';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from './ast';
import { isAggregate, emitAggregate } from './aggregates';
import type { Translation } from './context';
import { emit } from './expression';
import { emitWindowSpec } from './query';

const numbering: Record<string, string> = {
  row_number: 'row_number()',
  rank: 'rank()',
  dense_rank: 'dense_rank()',
  percent_rank: 'percent_rank()',
  cume_dist: 'cume_dist()',
};

export function emitWindow(fields: Fields, t: Translation): string {
  const { this: call, over } = read('window function', fields, ['this', 'over']) as { this: Node; over: Fields };
  const kind = kindOf(call);
  const name = over.window_name as Identifier | null | undefined;
  const named = name && !over.partition_by && !over.order_by && !over.frame;
  return `${emitFunction(kind, call[kind] ?? {}, t)} OVER ${named ? `"${name.name}"` : `(${emitWindowSpec(over, t)})`}`;
}

function emitFunction(kind: string, fields: Fields, t: Translation): string {
  if (numbering[kind]) {
    read(kind, fields, ['args']);
    return numbering[kind];
  }
  const text = (value: unknown) => emit(value, t);
  switch (kind) {
    case 'n_tile':
      return `ntile(${text(read('NTILE', fields, ['num_buckets']).num_buckets)})`;
    case 'lag':
    case 'lead': {
      const { this: value, offset, default: otherwise } = read(kind, fields, ['this', 'offset', 'default']);
      return `${kind}(${[value, offset, otherwise].filter(Boolean).map(text).join(', ')})`;
    }
    case 'first_value':
    case 'last_value': {
      const { this: value, ignore_nulls: ignore } = read(kind, fields, ['this', 'ignore_nulls']);
      return `${kind}(${text(value)}${ignore ? ' IGNORE NULLS' : ''})`;
    }
    case 'nth_value': {
      const { this: value, offset } = read(kind, fields, ['this', 'offset']);
      return `nth_value(${text(value)}, ${text(offset)})`;
    }
    default:
      if (isAggregate(kind)) return emitAggregate(kind, fields, t);
      throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} over a window`, placeOf(fields));
  }
}
