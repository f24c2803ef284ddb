/** Window functions, numbering, navigation and aggregates, and the windows that they look through. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { isAggregate, emitAggregate } from './aggregates';
import { writtenNumber } from './numeric';
import { emitOrder } from './order';

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
  const overClause = () => ` OVER ${named ? `"${name.name}"` : `(${emitWindowSpec(over, t)})`}`;
  return isAggregate(kind)
    ? emitAggregate(kind, call[kind] ?? {}, t, overClause)
    : emitFunction(kind, call[kind] ?? {}, t) + overClause();
}

function emitFunction(kind: string, fields: Fields, t: Translation): string {
  if (numbering[kind]) {
    read(kind, fields, ['args']);
    return numbering[kind];
  }
  const text = (value: unknown) => t.emit(value);
  switch (kind) {
    case 'n_tile':
      return `ntile(${text(read('NTILE', fields, ['num_buckets']).num_buckets)})`;
    case 'lag':
    case 'lead': {
      const { this: value, offset, default: otherwise } = read(kind, fields, ['this', 'offset', 'default']);
      checkOffset(kind.toUpperCase(), offset, 0);
      return `${kind}(${[value, offset, otherwise].filter(Boolean).map(text).join(', ')})`;
    }
    case 'first_value':
    case 'last_value': {
      const { this: value, ignore_nulls: ignore } = read(kind, fields, ['this', 'ignore_nulls']);
      return `${kind}(${text(value)}${ignore ? ' IGNORE NULLS' : ''})`;
    }
    case 'nth_value': {
      const { this: value, offset } = read(kind, fields, ['this', 'offset']);
      checkOffset('NTH_VALUE', offset, 1);
      return `nth_value(${text(value)}, ${text(offset)})`;
    }
    default:
      throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} over a window`, placeOf(fields));
  }
}

export function emitWindows(windows: Fields[] | null, t: Translation): string {
  if (!windows?.length) return '';
  return ` WINDOW ${windows.map((window) => `${quote((window.name as Identifier).name)} AS (${emitWindowSpec(window.spec as Fields, t)})`).join(', ')}`;
}

function emitWindowSpec(fields: Fields, t: Translation): string {
  const known = read('window', fields, ['partition_by', 'order_by', 'frame', 'window_name']) as {
    partition_by?: Node[];
    order_by?: Fields[];
    frame?: Fields | null;
    window_name?: Identifier | null;
  };
  return [
    known.window_name ? quote(known.window_name.name) : '',
    known.partition_by?.length ? `PARTITION BY ${known.partition_by.map((node) => t.emit(node)).join(', ')}` : '',
    known.order_by?.length ? `ORDER BY ${emitOrder(known.order_by, t)}` : '',
    known.frame ? emitFrame(known.frame, t) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function emitFrame(fields: Fields, t: Translation): string {
  const { kind, start, end } = read('window frame', fields, ['kind', 'start', 'end']);
  const unit = String(kind).toUpperCase();
  if (unit !== 'ROWS' && unit !== 'RANGE') throw unsupported(`${unit} window frame`);
  const bound = (value: unknown): string => {
    if (typeof value === 'string')
      return (
        {
          UnboundedPreceding: 'UNBOUNDED PRECEDING',
          UnboundedFollowing: 'UNBOUNDED FOLLOWING',
          CurrentRow: 'CURRENT ROW',
        }[value] ?? refuse(value)
      );
    const [side, amount] = Object.entries(value as Record<string, unknown>)[0]!;
    checkOffset('a window frame', amount, 0);
    return `${t.emit(amount)} ${side === 'Preceding' || side === 'Following' ? side.toUpperCase() : refuse(side)}`;
  };
  return end ? `${unit} BETWEEN ${bound(start)} AND ${bound(end)}` : `${unit} ${bound(start)}`;
}

/** An offset that is written out: DuckDB would look the other way, or nowhere. */
function checkOffset(of: string, node: unknown, least: 0 | 1): void {
  const digits = node ? writtenNumber(node as Node) : undefined;
  if (digits !== undefined && Number(digits) < least)
    throw invalidQuery(`The offset of ${of} must be at least ${least}`, placeOf(node));
}

function refuse(what: string): never {
  throw unsupported(`window frame bound ${what}`);
}
