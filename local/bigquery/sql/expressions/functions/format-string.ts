/** FORMAT(): a literal pattern taken apart into pieces; a specifier without an exact counterpart is refused. */
import { invalidQuery, unsupported } from '../../../errors';
import { literal } from '../../../rows/duck-types';
import type { Node } from '../../ast';
import type { Translation } from '../../context';

/** NULL when an argument is NULL, as in BigQuery for %d, %s and %f. */
export function emitFormatString(args: readonly string[], pattern: Node, t: Translation): string {
  const text = t.stringLiteral(pattern)?.text;
  if (text === undefined) throw unsupported('FORMAT with a pattern that is not a literal');
  const values = args.slice(1);
  const pieces = [...text.matchAll(/%%|%0?(?<width>\d*)(?<digits>\.\d+)?(?<kind>[a-zA-Z'])|[^%]+|%/g)].map(
    ({ 0: piece, groups }) => {
      if (piece === '%%') return "'%'";
      if (!piece.startsWith('%')) return literal(piece);
      const { width, digits, kind } = groups!;
      const value = values.shift();
      if (value === undefined) throw invalidQuery('Too few arguments to FORMAT');
      if (kind === 's' && !width && !digits) return `CAST(${value} AS VARCHAR)`;
      if ((kind === 'd' || kind === 'i') && !digits)
        return `printf(${literal(piece.replace('i', 'd'))}, CAST(${value} AS BIGINT))`;
      if (kind === 'f') return `printf(${literal(piece)}, CAST(${value} AS DOUBLE))`;
      throw unsupported(`FORMAT specifier ${piece}`);
    },
  );
  if (values.length) throw invalidQuery('Too many arguments to FORMAT');
  return pieces.length ? `(${pieces.join(' || ')})` : "''";
}
