/** Expressions: each kind of node has its rule here or in the function tables; a kind without one is refused. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { isQuery, kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { NeedsWholeRows } from '../surroundings';
import { claimAlike } from './alike';
import { emitAggregate, isAggregate } from './aggregates';
import { asCall, emitCall, safely } from './calls';
import { emitCast } from './casts';
import { emitInterval } from './functions/date-parts';
import { emitLiteral } from './literals';
import { emitNumericOperator } from './numeric';
import { claimSupported, claimTypes, operatorsTake } from './signatures';
import { emitCondition } from './conditions';
import { comparedByMember, emitAligned, withOneStruct } from './structs';
import { emitWindow } from './windows';

export function emitExpression(node: unknown, t: Translation): string {
  const kind = kindOf(node as Node);
  const fields = (node as Node)[kind] ?? {};
  const operator = operators[kind];
  if (operator) {
    const { left, right } = read(kind, fields, ['left', 'right']);
    const sides = [left as Node, right as Node];
    refuseTextAsNumber(kind, sides, t);
    const byMember = kind === 'eq' || kind === 'neq' ? comparedByMember(sides[0]!, sides[1]!, t) : undefined;
    if (byMember) return kind === 'eq' ? t.emit(byMember) : `(NOT ${t.emit(byMember)})`;
    const [before, after] = emitAligned(sides, t);
    const texts = [before!, after!];
    const name = `operator ${signs[kind] ?? kind.toUpperCase()}`;
    if (comparisons[kind] || kind === 'concat') claimAlike(name, sides, texts, t);
    claimTypes(name, operatorsTake[kind], sides, texts, t);
    if (kind === 'sub' || kind === 'eq' || kind === 'neq') claimSupported(signs[kind]!, texts, t);
    return emitNumericOperator(kind, before!, after!, t) ?? operator(before!, after!);
  }
  const rule = rules[kind];
  if (rule) return rule(fields, t);
  if (isAggregate(kind)) return emitAggregate(kind, fields, t);
  const call = asCall(kind, fields);
  if (call) return emitCall(call.name, call.args, t, placeOf(fields));
  if (isQuery(kind)) return `(${t.emitQuery(node as Node)})`;
  throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} expression`, placeOf(fields));
}

const arithmetic: Record<string, string> = { add: '+', sub: '-', mul: '*', div: '/' };
const comparisons: Record<string, string> = { eq: '=', neq: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' };
const signs: Record<string, string> = { ...arithmetic, ...comparisons, concat: '||' };

/** GoogleSQL reads no text as a number; to DuckDB a text that is written out is of whatever type is wanted. */
function refuseTextAsNumber(kind: string, sides: Node[], t: Translation): void {
  const isText = (node: Node) => node.literal?.literal_type === 'string' && t.stringLiteral(node)?.kind === 'string';
  const sign = arithmetic[kind];
  if (sign && sides.some(isText))
    throw invalidQuery(`No matching signature for operator ${sign} for argument types that include STRING`);
}

const infix = (symbol: string) => (left: string, right: string) => `(${left} ${symbol} ${right})`;

const operators: Record<string, (left: string, right: string) => string> = {
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: (left, right) => `bq_divide(${left}, ${right})`,
  eq: infix('='),
  neq: infix('<>'),
  lt: infix('<'),
  lte: infix('<='),
  gt: infix('>'),
  gte: infix('>='),
  and: infix('AND'),
  or: infix('OR'),
  null_safe_eq: infix('IS NOT DISTINCT FROM'),
  null_safe_neq: infix('IS DISTINCT FROM'),
  concat: infix('||'),
  bitwise_and: infix('&'),
  bitwise_or: infix('|'),
  bitwise_xor: (left, right) => `xor(${left}, ${right})`,
  bitwise_left_shift: infix('<<'),
  bitwise_right_shift: infix('>>'),
};

const rules: Record<string, (fields: Fields, t: Translation) => string> = {
  column: emitColumn,
  dot: (fields, t) => {
    const { this: base, field } = read('dot', fields, ['this', 'field']);
    t.columns.add((field as Identifier).name.toLowerCase());
    return `(${t.emit(base)}).${quote((field as Identifier).name)}`;
  },
  // The parser's wrapper around an expression with a comment.
  annotated: (fields, t) => t.emit(read('annotated', fields, ['this']).this),
  paren: (fields, t) => `(${t.emit(read('paren', fields, ['this']).this)})`,
  null: () => 'NULL',
  boolean: (fields) => (fields.value ? 'TRUE' : 'FALSE'),
  literal: emitLiteral,
  placeholder: (_fields, t) => t.positional(),
  not: (fields, t) => `(NOT ${emitCondition('operator NOT', read('not', fields, ['this']).this as Node, t)})`,
  neg: (fields, t) => `(- ${t.emit(read('neg', fields, ['this']).this)})`,
  bitwise_not: (fields, t) => `(~ ${t.emit(read('bitwise_not', fields, ['this']).this)})`,
  is_null: (fields, t) => {
    const { this: value, not } = read('is_null', fields, ['this', 'not']);
    return `(${t.emit(value)} IS ${not ? 'NOT ' : ''}NULL)`;
  },
  is_true: (fields, t) => truth('TRUE', fields, t),
  is_false: (fields, t) => truth('FALSE', fields, t),
  like: (fields, t) => {
    const { left, right } = read('like', fields, ['left', 'right']);
    return `(${t.emit(left)} LIKE ${t.emit(right)} ESCAPE '\\')`;
  },
  between: (fields, t) => {
    const { this: value, low, high, not } = read('between', fields, ['this', 'low', 'high', 'not', 'symmetric']);
    const nodes = [value, low, high] as Node[];
    const texts = emitAligned(nodes, t);
    claimAlike('operator BETWEEN', nodes, texts, t);
    return `(${texts[0]} ${not ? 'NOT ' : ''}BETWEEN ${texts[1]} AND ${texts[2]})`;
  },
  in: (fields, t) => {
    const {
      this: value,
      expressions,
      query,
      unnest,
      not,
    } = read('in', fields, ['this', 'expressions', 'query', 'unnest', 'not']);
    const nodes = [value as Node, ...(unnest || query ? [] : (expressions as Node[]))];
    const found = equalities(nodes[0]!, nodes.slice(1), t);
    if (found) return `(${not ? 'NOT ' : ''}(${found.map((one) => t.emit(one)).join(' OR ')}))`;
    const texts = emitAligned(nodes, t);
    const [subject, ...members] = texts;
    claimAlike('operator IN', nodes, texts, t);
    claimTypes('operator IN', operatorsTake.eq, nodes, texts, t);
    const set = unnest ? `SELECT unnest(${t.emit(unnest)})` : query ? t.emitQuery(query as Node) : members.join(', ');
    return `(${subject} ${not ? 'NOT ' : ''}IN (${set}))`;
  },
  exists: (fields, t) => {
    const { this: query, not } = read('exists', fields, ['this', 'not']);
    return `(${not ? 'NOT ' : ''}EXISTS (${t.emitQuery(query as Node)}))`;
  },
  case: (fields, t) => {
    const { operand, whens, else_: otherwise } = read('case', fields, ['operand', 'whens', 'else_']);
    const arms = whens as [Node, Node][];
    const found = operand
      ? equalities(
          operand as Node,
          arms.map(([when]) => when),
          t,
        )
      : undefined;
    if (found) return t.emit({ case: { whens: found.map((when, at) => [when, arms[at]![1]]), else_: otherwise } });
    const thens = [...arms.map(([, then]) => then), ...(otherwise ? [otherwise as Node] : [])];
    const values = emitAligned(thens, t);
    const compared = [...(operand ? [operand as Node] : []), ...arms.map(([when]) => when)];
    const conditions = operand
      ? emitAligned(compared, t)
      : compared.map((when) => emitCondition('operator CASE', when, t));
    claimAlike('operator CASE', thens, values, t);
    if (operand) {
      claimAlike('operator CASE', compared, conditions, t);
      claimTypes('operator CASE', operatorsTake.eq, compared, conditions, t);
    }
    const subject = operand ? conditions.shift() : '';
    const texts = conditions.map((condition, at) => `WHEN ${condition} THEN ${values[at]}`);
    const text = `(CASE ${subject && `${subject} `}${texts.join(' ')}${otherwise ? ` ELSE ${values.at(-1)}` : ''} END)`;
    return withOneStruct(thens, text, t);
  },
  tuple: (fields, t) => emitAligned([{ tuple: fields }], t)[0]!,
  array_func: (fields, t) => {
    const elements = read('array', fields, ['expressions']).expressions as Node[];
    const values = emitAligned(elements, t);
    claimAlike('operator ARRAY', elements, values, t);
    return withOneStruct(elements, `[${values.join(', ')}]`, t);
  },
  cast: (fields, t) => emitCast(fields, t),
  safe_cast: (fields, t) => safely(emitCast(fields, t)),
  subscript: emitSubscript,
  window_function: emitWindow,
  interval: emitInterval,
};

/** A STRUCT that is compared with others, as so many equalities; undefined where none of them is written out. */
function equalities(subject: Node, others: readonly Node[], t: Translation): Node[] | undefined {
  const pairs = others.map((other) => comparedByMember(subject, other, t));
  return pairs.some(Boolean) ? others.map((right, at) => pairs[at] ?? { eq: { left: subject, right } }) : undefined;
}

function truth(value: string, fields: Fields, t: Translation): string {
  const { this: operand, not } = read('is_true', fields, ['this', 'not']);
  return `((${t.emit(operand)}) IS ${not ? 'NOT ' : ''}${value})`;
}

function emitColumn(fields: Fields, t: Translation): string {
  const { name, table } = read('column', fields, ['name', 'table']) as { name: Identifier; table?: Identifier };
  const first = table ?? name;
  const place = placeOf(first);
  if (!first.quoted && first.name.startsWith('@')) {
    if (first.name.startsWith('@@')) throw unsupported(`system variable ${first.name}`, place);
    const value = t.named(first.name.slice(1), place);
    return table ? `(${value}).${quote(name.name)}` : value;
  }
  for (const part of [table, name]) {
    if (!part) continue;
    t.columns.add(part.name.toLowerCase());
    if (!t.places.has(part.name.toLowerCase()) && place) t.places.set(part.name.toLowerCase(), place);
  }
  if (table) return `${quote(table.name)}.${quote(name.name)}`;
  const relation = t.relation(name.name);
  if (relation?.hidden && !relation.row) throw new NeedsWholeRows();
  const substitute = t.scopes.at(-1)?.substitutions?.get(name.name.toLowerCase());
  return substitute ?? relation?.row ?? quote(name.name);
}

function emitSubscript(fields: Fields, t: Translation): string {
  const { this: base, index } = read('subscript', fields, ['this', 'index']) as { this: Node; index: Node };
  const call = index.function as { name?: string; args?: Node[] } | undefined;
  const position = call?.name?.toUpperCase() ?? 'OFFSET';
  const value = t.emit(call && /^(SAFE_)?(OFFSET|ORDINAL)$/.test(position) ? call.args![0] : index);
  const zeroBased = position.endsWith('ORDINAL') ? `(${value} - 1)` : value;
  return position.startsWith('SAFE_')
    ? `bq_safe_at(${t.emit(base)}, ${zeroBased})`
    : `bq_at(${t.emit(base)}, ${zeroBased})`;
}
