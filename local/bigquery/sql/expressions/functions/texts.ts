/** Functions of texts, in which positions and lengths count characters. */
import { invalidQuery } from '../../../errors';
import type { Identifier, Node } from '../../ast';
import type { Translation } from '../../context';
import { isBytes } from './bytes';
import { emitFormatString } from './format-string';
import { call, many, write, type FunctionRule } from './rule';

/** Unicode's White_Space, which TRIM removes when told nothing else. */
const spaces = [
  9,
  10,
  11,
  12,
  13,
  32,
  0x85,
  0xa0,
  0x1680,
  0x2028,
  0x2029,
  0x202f,
  0x205f,
  0x3000,
  ...Array.from({ length: 11 }, (_, at) => 0x2000 + at),
];
const whitespace = `'${String.fromCodePoint(...spaces)}'`;

const trim = (name: string) => write(1, 2, ([text, characters]) => `${name}(${text}, ${characters ?? whitespace})`);

export const textFunctions: Record<string, FunctionRule> = {
  LOWER: call('lower', 1),
  UPPER: call('upper', 1),
  LENGTH: call('bq_length', 1),
  CHAR_LENGTH: call('length', 1),
  CHARACTER_LENGTH: call('length', 1),
  BYTE_LENGTH: call('bq_byte_length', 1),
  OCTET_LENGTH: call('bq_byte_length', 1),
  // Texts put together from literals stay constant: a regular expression among them is compiled once.
  CONCAT: write(1, many, (args, nodes) => {
    const isText = (at: number) => nodes[at]?.literal?.literal_type === 'string';
    return `(${args.map((arg, at) => (isText(at) ? arg : `bq_piece(${arg})`)).join(' || ')})`;
  }),
  SUBSTR: write(2, 3, substr),
  SUBSTRING: write(2, 3, substr),
  LEFT: call('bq_left', 2),
  RIGHT: call('bq_right', 2),
  TRIM: trim('trim'),
  LTRIM: trim('ltrim'),
  RTRIM: trim('rtrim'),
  LPAD: write(2, 3, ([text, size, pad]) => `bq_lpad(${text}, ${size}, ${pad ?? "' '"})`),
  RPAD: write(2, 3, ([text, size, pad]) => `bq_rpad(${text}, ${size}, ${pad ?? "' '"})`),
  REPEAT: call('bq_repeat', 2),
  REPLACE: write(3, 3, ([text, from, to]) => `bq_replace(${text}, ${from}, ${to})`),
  REVERSE: call('reverse', 1),
  SPLIT: write(1, 2, ([text, delimiter]) => `string_split(${text}, ${delimiter ?? "','"})`),
  STARTS_WITH: call('starts_with', 2),
  ENDS_WITH: call('ends_with', 2),
  STRPOS: call('strpos', 2),
  INSTR: call('strpos', 2),
  TRANSLATE: call('translate', 3),
  ASCII: write(1, 1, ([text]) => `CAST(ascii(${text}) AS BIGINT)`),
  UNICODE: write(1, 1, ([text]) => `CAST(greatest(unicode(${text}), 0) AS BIGINT)`),
  CHR: write(1, 1, ([code]) => `chr(CAST(${code} AS INTEGER))`),
  NORMALIZE: write(1, 2, ([text], nodes) =>
    formOf(nodes) === 'NFC' ? `nfc_normalize(${text})` : `bq_normalized(${text}, '${formOf(nodes)}')`,
  ),
  NORMALIZE_AND_CASEFOLD: write(1, 2, ([text], nodes) => `bq_folded(${text}, '${formOf(nodes)}')`),
  INITCAP: write(1, 2, ([text, delimiters]) => `bq_initcap(${text}, ${delimiters ?? 'NULL'})`),
  CONTAINS_SUBSTR: write(2, 2, ([text, part]) => `contains(bq_folded(${text}, 'NFKC'), bq_folded(${part}, 'NFKC'))`),
  TO_CODE_POINTS: write(1, 1, ([value], [node], t) => `bq_${isBytes(node, t) ? 'bytes_' : ''}code_points(${value})`),
  CODE_POINTS_TO_STRING: call('bq_from_code_points', 1),
  CODE_POINTS_TO_BYTES: call('bq_bytes_of_code_points', 1),
  FORMAT: write(1, many, (args, nodes, t) => emitFormatString(args, nodes[0]!, t)),
  EDIT_DISTANCE: call('levenshtein', 2),
};

function substr(args: string[], [node]: Node[], t: Translation): string {
  return `bq_${isBytes(node, t) ? 'bytes_' : ''}substr${args.length === 2 ? '' : '_of'}(${args.join(', ')})`;
}

/** The normal form that a call names beside its text; NFC unless it does. */
function formOf([, form]: Node[]): string {
  const name = form ? ((form.column?.name as Identifier | undefined)?.name.toUpperCase() ?? '') : 'NFC';
  if (!/^NFK?[CD]$/.test(name)) throw invalidQuery('A normal form must be NFC, NFKC, NFD or NFKD');
  return name;
}
