/**
 * The scalar functions that are translated, each with how many arguments it takes. What DuckDB computes otherwise is
 * a macro of macros.sql or a function of udf.ts, both named bq_…; a function absent from this list is refused.
 */
import { invalidQuery, unsupported } from '../errors';
import type { Identifier, Node } from './ast';
import type { Translation } from './context';
import { emitFormatString } from './format-string';
import { literalOf } from './string-literals';
import { sameNames } from './structs';

export interface FunctionRule {
  count: [least: number, most: number];
  emit(args: string[], nodes: Node[], t: Translation): string;
}

const many = Number.POSITIVE_INFINITY;

const call = (name: string, least: number, most = least): FunctionRule => ({
  count: [least, most],
  emit: (args) => `${name}(${args.join(', ')})`,
});

const write = (least: number, most: number, emit: FunctionRule['emit']): FunctionRule => ({
  count: [least, most],
  emit,
});

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

const float = (name: string) => write(1, 1, ([value]) => `${name}(bq_float(${value}))`);

/** By a literal other than 0, nothing can be divided by 0: without the macro, calls within calls do not double in size. */
const divided = (operator: string, macro: string) =>
  write(2, 2, ([left, right]) =>
    /^CAST\([1-9]\d* AS BIGINT\)$/.test(right!) ? `(${left} ${operator} ${right})` : `${macro}(${left}, ${right})`,
  );

/** What a query of JSON gives is JSON, what one of a text gives is a text. */
const jsonQuery = (name: string) =>
  write(1, 2, ([json, path], _nodes, t) => {
    const kind = t.typeOf(json!).type === 'JSON' ? 'json' : 'text';
    return `bq_${kind}_${name}(${json}, ${path ?? "'$'"})`;
  });

const anyNull = (args: string[]) => args.map((arg) => `${arg} IS NULL`).join(' OR ');

/** BigQuery's answer is NULL as soon as one argument is; DuckDB passes NULLs over. */
const extreme = (name: string) =>
  write(1, many, (args) => `(CASE WHEN ${anyNull(args)} THEN NULL ELSE ${name}(${args.join(', ')}) END)`);

export const functions: Record<string, FunctionRule> = {
  // Conditions
  IF: write(3, 3, ([condition, then, otherwise]) => `(CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END)`),
  // IF, COALESCE, IFNULL and NULLIF of STRUCTs: calls.ts.
  ERROR: call('error', 1),

  // Numbers
  ABS: call('abs', 1),
  SIGN: call('sign', 1),
  DIV: divided('//', 'bq_div'),
  MOD: divided('%', 'bq_mod'),
  SAFE_DIVIDE: call('bq_safe_divide', 2),
  IEEE_DIVIDE: write(2, 2, ([left, right]) => `fdiv(bq_float(${left}), bq_float(${right}))`),
  SAFE_ADD: write(2, 2, ([left, right]) => `TRY(${left} + ${right})`),
  SAFE_SUBTRACT: write(2, 2, ([left, right]) => `TRY(${left} - ${right})`),
  SAFE_MULTIPLY: write(2, 2, ([left, right]) => `TRY(${left} * ${right})`),
  SAFE_NEGATE: write(1, 1, ([value]) => `TRY(- ${value})`),
  ROUND: write(1, 2, ([value, digits]) =>
    digits ? `round(bq_float(${value}), CAST(${digits} AS INTEGER))` : `round(bq_float(${value}))`,
  ),
  FLOOR: float('floor'),
  CEIL: float('ceil'),
  CEILING: float('ceil'),
  TRUNC: write(1, 2, ([value, digits]) => {
    if (digits) throw unsupported('TRUNC to a number of digits');
    return `trunc(bq_float(${value}))`;
  }),
  SQRT: float('sqrt'),
  CBRT: float('cbrt'),
  EXP: float('exp'),
  LN: float('ln'),
  LOG: write(1, 2, ([value, base]) =>
    base ? `(ln(bq_float(${value})) / ln(bq_float(${base})))` : `ln(bq_float(${value}))`,
  ),
  LOG10: float('log10'),
  POW: write(2, 2, ([value, exponent]) => `pow(bq_float(${value}), bq_float(${exponent}))`),
  POWER: write(2, 2, ([value, exponent]) => `pow(bq_float(${value}), bq_float(${exponent}))`),
  SIN: float('sin'),
  COS: float('cos'),
  TAN: float('tan'),
  ATAN2: write(2, 2, ([y, x]) => `atan2(bq_float(${y}), bq_float(${x}))`),
  IS_NAN: float('isnan'),
  IS_INF: float('isinf'),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  RAND: call('random', 0),
  BIT_COUNT: write(1, 1, ([value]) => `CAST(bit_count(${value}) AS BIGINT)`),

  // Strings: positions and lengths count characters
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
  REPEAT: call('repeat', 2),
  REPLACE: write(3, 3, ([text, from, to]) => `bq_replace(${text}, ${from}, ${to})`),
  REVERSE: call('reverse', 1),
  SPLIT: write(1, 2, ([text, delimiter]) => `string_split(${text}, ${delimiter ?? "','"})`),
  STARTS_WITH: call('starts_with', 2),
  ENDS_WITH: call('ends_with', 2),
  STRPOS: call('strpos', 2),
  INSTR: call('strpos', 2),
  TRANSLATE: call('translate', 3),
  ASCII: write(1, 1, ([text]) => `CAST(ascii(${text}) AS BIGINT)`),
  UNICODE: write(1, 1, ([text]) => `CAST(unicode(${text}) AS BIGINT)`),
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

  // Regular expressions: RE2 on both sides
  REGEXP_CONTAINS: call('regexp_matches', 2),
  REGEXP_REPLACE: write(
    3,
    3,
    ([text, pattern, replacement]) => `regexp_replace(${text}, ${pattern}, ${replacement}, 'g')`,
  ),
  REGEXP_EXTRACT: write(2, 4, regexpExtract),
  REGEXP_SUBSTR: write(2, 4, regexpExtract),
  REGEXP_INSTR: write(2, 4, ([text, pattern, position, occurrence], nodes, t) => {
    if (capturing(nodes[1]!, pattern!, t)) throw unsupported('REGEXP_INSTR with a capturing group');
    return `bq_regexp_instr(${text}, ${pattern}, ${position ?? 1}, ${occurrence ?? 1})`;
  }),
  REGEXP_EXTRACT_ALL: write(
    2,
    2,
    ([text, pattern], nodes, t) => `regexp_extract_all(${text}, ${pattern}, ${capturing(nodes[1]!, pattern!, t)})`,
  ),

  // Bytes and hashes
  FARM_FINGERPRINT: call('bq_farm_fingerprint', 1),
  MD5: write(1, 1, ([value]) => `from_hex(md5(${value}))`),
  SHA1: write(1, 1, ([value]) => `from_hex(sha1(${value}))`),
  SHA256: write(1, 1, ([value]) => `from_hex(sha256(${value}))`),
  TO_HEX: write(1, 1, ([value]) => `lower(hex(${value}))`),
  FROM_HEX: call('from_hex', 1),
  TO_BASE64: call('to_base64', 1),
  FROM_BASE64: call('from_base64', 1),
  SAFE_CONVERT_BYTES_TO_STRING: write(1, 1, ([value]) => `TRY(decode(${value}))`),
  GENERATE_UUID: write(0, 0, () => 'CAST(uuid() AS VARCHAR)'),

  // JSON
  TO_JSON_STRING: call('bq_to_json_string', 1),
  TO_JSON: write(1, 1, ([value]) => `CAST(bq_to_json_string(${value}) AS JSON)`),
  PARSE_JSON: write(1, 1, ([text]) => `CAST(${text} AS JSON)`),
  JSON_VALUE: write(1, 2, ([json, path]) => `bq_json_value(${json}, ${path ?? "'$'"})`),
  JSON_EXTRACT_SCALAR: write(1, 2, ([json, path]) => `bq_json_value(${json}, ${path ?? "'$'"})`),
  JSON_QUERY: jsonQuery('query'),
  JSON_EXTRACT: jsonQuery('query'),
  JSON_QUERY_ARRAY: jsonQuery('query_array'),
  JSON_EXTRACT_ARRAY: jsonQuery('query_array'),
  JSON_VALUE_ARRAY: write(1, 2, ([json, path]) => `bq_json_value_array(${json}, ${path ?? "'$'"})`),
  JSON_EXTRACT_STRING_ARRAY: write(1, 2, ([json, path]) => `bq_json_value_array(${json}, ${path ?? "'$'"})`),
  JSON_TYPE: call('bq_json_type', 1),

  // Arrays
  ARRAY_LENGTH: call('len', 1),
  ARRAY_REVERSE: call('list_reverse', 1),
  ARRAY_CONCAT: write(1, many, (args, _nodes, t) => {
    // DuckDB would merge STRUCTs of other names by name.
    const types = args.length > 1 ? args.map((arg) => t.typeOf(arg)) : [];
    if (!types.every((type) => sameNames(type, types[0])))
      throw unsupported('ARRAY_CONCAT of STRUCTs with different field names');
    return `(CASE WHEN ${anyNull(args)} THEN NULL ELSE ${args.reduce((left, right) => `list_concat(${left}, ${right})`)} END)`;
  }),
  ARRAY_TO_STRING: write(2, 3, ([array, separator, nothing]) =>
    nothing
      ? `array_to_string(list_transform(${array}, lambda element: coalesce(element, ${nothing})), ${separator})`
      : `array_to_string(${array}, ${separator})`,
  ),
  ARRAY_FIRST: write(1, 1, ([array]) => `bq_at(${array}, 0)`),
  ARRAY_LAST: write(1, 1, ([array]) => `bq_at(${array}, len(${array}) - 1)`),
  ARRAY_SLICE: write(3, 3, ([array, start, end]) => {
    const at = (place: string) => `(CASE WHEN ${place} < 0 THEN ${place} ELSE ${place} + 1 END)`;
    return `list_slice(${array}, ${at(start!)}, ${at(end!)})`;
  }),
  GENERATE_ARRAY: write(2, 3, (args) => `generate_series(${args.join(', ')})`),
  RANGE_BUCKET: call('bq_range_bucket', 2),
};

function substr(args: string[], [node]: Node[], t: Translation): string {
  return `bq_${isBytes(node, t) ? 'bytes_' : ''}substr${args.length === 2 ? '' : '_of'}(${args.join(', ')})`;
}

/** Whether an expression is bytes by its looks; columns are taken for texts. */
function isBytes(node: Node | undefined, t: Translation): boolean {
  if (node?.paren) return isBytes(node.paren.this as Node, t);
  if (node?.cast) return /binary|bytes/i.test(JSON.stringify(node.cast.to));
  if (node?.literal) return literalOf(String(node.literal.value), t.literals)?.kind === 'bytes';
  const name = (node?.function?.name as string | undefined) ?? Object.keys(node ?? {})[0] ?? '';
  return /^(MD5|SHA1|SHA256|SHA512|FROM_HEX|FROM_BASE64|CODE_POINTS_TO_BYTES)$/i.test(name);
}

function regexpExtract([text, pattern, position, occurrence]: string[], nodes: Node[], t: Translation): string {
  const group = capturing(nodes[1]!, pattern!, t);
  return position
    ? `bq_regexp_extract_nth(${text}, ${pattern}, ${position}, ${occurrence ?? 1}, ${group})`
    : `bq_regexp_extract(${text}, ${pattern}, ${group})`;
}

/** The normal form that a call names beside its text; NFC unless it does. */
function formOf([, form]: Node[]): string {
  const name = form ? ((form.column?.name as Identifier | undefined)?.name.toUpperCase() ?? '') : 'NFC';
  if (!/^NFK?[CD]$/.test(name)) throw invalidQuery('A normal form must be NFC, NFKC, NFD or NFKD');
  return name;
}

/** 1 when the pattern captures, else 0: REGEXP_EXTRACT answers the group if there is one. */
function capturing(node: Node, emitted: string, t: Translation): number {
  const literal = node.literal ? literalOf(String(node.literal.value), t.literals) : undefined;
  const constant = literal?.text ?? /^CAST\('((?:[^']|'')*)' AS VARCHAR\)$/.exec(emitted)?.[1];
  if (constant === undefined)
    throw unsupported('a regular expression to extract with that is neither a literal nor a parameter');
  const groups = constant.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, '').match(/\((?!\?)|\(\?P?</g)?.length ?? 0;
  if (groups > 1) throw unsupported('a regular expression with more than one capturing group');
  return groups;
}
