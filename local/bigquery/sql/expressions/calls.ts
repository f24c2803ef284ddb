/** Function calls by name: the parser's special nodes become plain calls again, and only listed functions pass. */
import { invalidQuery, unsupported, type Place } from '../../errors';
import { read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { claimAlike } from './alike';
import { emitArraySubquery } from './array-subqueries';
import { functions } from './functions';
import { partOfField } from './functions/date-parts';
import { dateFunctions } from './functions/dates';
import { emitExtract } from './functions/extract';
import { emitCondition } from './conditions';
import { claimTypes, functionsTake } from './signatures';
import { emitAligned, withOneStruct } from './structs';

/** Nodes that the parser made of a function call: the function's name, and the fields that are its arguments in order. */
const special: Record<string, [name: string, ...fields: string[]]> = {
  lower: ['LOWER', 'this'],
  upper: ['UPPER', 'this'],
  trim: ['TRIM', 'this', 'characters'],
  substring: ['SUBSTR', 'this', 'start', 'length'],
  length: ['LENGTH', 'this'],
  starts_with: ['STARTS_WITH', 'this', 'expression'],
  ends_with: ['ENDS_WITH', 'this', 'expression'],
  str_position: ['STRPOS', 'this', 'substr'],
  normalize: ['NORMALIZE', 'this', 'form'],
  initcap: ['INITCAP', 'this'],
  json_type: ['JSON_TYPE', 'this'],
  if_func: ['IF', 'condition', 'true_value', 'false_value'],
  nvl: ['IFNULL', 'this', 'expression'],
  safe_divide: ['SAFE_DIVIDE', 'this', 'expression'],
  mod_func: ['MOD', 'this', 'expression'],
  abs: ['ABS', 'this'],
  round: ['ROUND', 'this', 'decimals'],
  floor: ['FLOOR', 'this'],
  ceil: ['CEIL', 'this'],
  sqrt: ['SQRT', 'this'],
  ln: ['LN', 'this'],
  log: ['LOG', 'this', 'base'],
  exp: ['EXP', 'this'],
  power: ['POW', 'this', 'expression'],
  rand: ['RAND'],
  sin: ['SIN', 'this'],
  cos: ['COS', 'this'],
  tan: ['TAN', 'this'],
  atan2: ['ATAN2', 'this', 'expression'],
  array_length: ['ARRAY_LENGTH', 'this'],
  array_reverse: ['ARRAY_REVERSE', 'this'],
  timestamp: ['TIMESTAMP', 'this', 'zone'],
  json_value: ['JSON_VALUE', 'this', 'path'],
  json_extract_scalar: ['JSON_VALUE', 'this', 'path'],
  json_query: ['JSON_QUERY', 'this', 'path'],
  json_extract: ['JSON_QUERY', 'this', 'path'],
  parse_json: ['PARSE_JSON', 'this'],
  to_json: ['TO_JSON', 'this'],
};

/** Keys of special nodes that only repeat what a plain call means. */
const harmless: Record<string, string[]> = { trim: ['position'], timestamp: ['with_tz'] };

export function asCall(kind: string, fields: Fields): { name: string; args: Node[] } | undefined {
  if (kind === 'function') {
    const { name, args } = read('function', fields, ['name', 'args']) as { name: string; args: Node[] };
    return { name: name.toUpperCase(), args };
  }
  if (kind === 'method_call') {
    const owner = (fields.this as Node).column?.name as Identifier | undefined;
    return {
      name: `${owner?.name ?? '?'}.${(fields.method as Identifier).name}`.toUpperCase(),
      args: fields.args as Node[],
    };
  }
  if (kind === 'coalesce') return { name: 'COALESCE', args: read(kind, fields, ['expressions']).expressions as Node[] };
  if (kind === 'extract') return { name: 'EXTRACT', args: [{ extract: fields }] };
  if (kind === 'last_day') {
    const { this: day, unit } = read('LAST_DAY', fields, ['this', 'unit']) as { this: Node; unit?: string | Fields };
    return { name: 'LAST_DAY', args: [day, ...(unit ? [{ var: { this: partOfField(unit) } }] : [])] };
  }
  const known = special[kind];
  if (!known) return undefined;
  const [name, ...keys] = known;
  const values = read(name, fields, [...keys, ...(harmless[kind] ?? [])]) as Record<string, Node | null>;
  if (kind === 'trim' && fields.position !== 'Both') throw unsupported('TRIM with a position');
  return { name, args: keys.map((key) => values[key]).filter((value) => value !== null && value !== undefined) };
}

/** Functions whose arguments are of one type. */
const ofOneType = new Set([
  'GREATEST',
  'LEAST',
  'MOD',
  'DIV',
  'SAFE_ADD',
  'SAFE_SUBTRACT',
  'SAFE_MULTIPLY',
  'SAFE_DIVIDE',
]);

/** NULL in place of an error: macros that raise have a twin that does not (duckdb/engine.ts), the rest is DuckDB's TRY. */
export const safely = (text: string): string => `TRY(${text.replace(/^bq_/, 'safe_bq_')})`;

export function emitCall(name: string, args: Node[], t: Translation, place?: Place): string {
  // SAFE. turns an error of the function into NULL.
  if (name.startsWith('SAFE.')) return safely(emitCall(name.slice(5), args, t, place));
  if (name === 'STRUCT') return emitAligned([{ function: { name, args } }], t)[0]!;
  if (name === 'IF' && args.length === 3) {
    const [then, otherwise] = emitAligned(args.slice(1), t);
    claimAlike('function IF', args.slice(1), [then!, otherwise!], t);
    const condition = emitCondition('function IF', args[0]!, t);
    return withOneStruct(args.slice(1), `(CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END)`, t);
  }
  if (name === 'ARRAY') return emitArraySubquery(args, t);
  if (name === 'EXTRACT') return emitExtract(args[0]!.extract!, t);
  if (/^(COALESCE|IFNULL|NULLIF)$/.test(name)) {
    const values = emitAligned(args, t);
    claimAlike(`function ${name}`, args, values, t);
    return withOneStruct(args, `${name === 'NULLIF' ? 'nullif' : 'coalesce'}(${values.join(', ')})`, t);
  }
  const dated = dateFunctions[name];
  if (dated) return dated(args, t);
  const rule = functions[name];
  if (!rule) throw unsupported(`function ${name}`, place);
  const [least, most] = rule.count;
  if (args.length < least || args.length > most)
    throw invalidQuery(`No matching signature for function ${name} with ${args.length} arguments`, place);
  const values = ofOneType.has(name) ? emitAligned(args, t) : args.map((arg) => t.emit(arg));
  claimTypes(`function ${name}`, functionsTake[name], ofOneType.has(name) ? args : args.slice(0, 1), values, t);
  if (name === 'GREATEST' || name === 'LEAST') claimAlike(`function ${name}`, args, values, t);
  return rule.emit(values, args, t);
}
