/** BigQuery's date format elements in DuckDB's; an element without an exact counterpart is refused. */
import { invalidQuery, unsupported } from '../../../errors';
import { literal } from '../../../rows/duck-types';
import type { Node } from '../../ast';
import type { Translation } from '../../context';

const elements: Record<string, string> = {
  '%Y': '%Y',
  '%m': '%m',
  '%d': '%d',
  '%H': '%H',
  '%M': '%M',
  '%S': '%S',
  '%j': '%j',
  '%y': '%y',
  '%b': '%b',
  '%h': '%b',
  '%B': '%B',
  '%a': '%a',
  '%A': '%A',
  '%p': '%p',
  '%I': '%I',
  '%F': '%Y-%m-%d',
  '%T': '%H:%M:%S',
  '%R': '%H:%M',
  '%D': '%m/%d/%y',
  '%U': '%U',
  '%W': '%W',
  '%u': '%u',
  '%w': '%w',
  '%G': '%G',
  '%V': '%V',
  '%z': '+0000',
  '%Z': 'UTC',
  '%Ez': '+00:00',
  '%%': '%%',
  '%E4Y': '%Y',
  '%E3S': '%S.%g',
  '%E6S': '%S.%f',
  '%n': '\n',
  '%t': '\t',
};

/** Elements that DuckDB's strptime reads as BigQuery's PARSE functions do. */
const parsable = new Set([
  '%Y',
  '%m',
  '%d',
  '%H',
  '%M',
  '%S',
  '%j',
  '%y',
  '%b',
  '%h',
  '%B',
  '%p',
  '%I',
  '%F',
  '%T',
  '%R',
  '%D',
  '%%',
  '%E4Y',
]);

/** Elements of a time, which a DATE has none of. */
const ofTime = /^%(E.*S|[HIMSTRpkl])$/;

export function emitFormat(node: Node, use: 'format' | 'parse', type: string, t: Translation): string {
  const pattern = t.stringLiteral(node)?.text;
  if (pattern === undefined) throw unsupported('a date format that is not a literal');
  const translated = pattern.replace(/%(E\dS|E4Y|Ez|E\*S|E\w|O\w|.)/gs, (element) => {
    if (type === 'DATE' && ofTime.test(element))
      throw invalidQuery(`Invalid format: ${element} is not allowed for the DATE type.`);
    const known = elements[element];
    if (known === undefined || (use === 'parse' && !parsable.has(element)))
      throw unsupported(`date format element ${element}`);
    return known;
  });
  return literal(translated);
}
