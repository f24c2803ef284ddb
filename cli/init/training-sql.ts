/** Writes training.sql: the SELECT that makes examples out of the sources that were found. */
import { typesOf } from '../../core/row-schema';
import { percent } from '../../core/wording';
import type { SourceColumn } from './guess';
import { identifier } from './names';
import type { ExamplePlan, PipelinePlan, SourcePlan } from './plan';

export function trainingSql(plan: PipelinePlan): string {
  return plan.example.kind === 'columns' ? fromColumns(plan, plan.example) : fromConversations(plan, plan.example);
}

function fromColumns({ sources }: PipelinePlan, example: Extract<ExamplePlan, { kind: 'columns' }>): string {
  const { target, inputs, key, group, split, joins } = example;
  const of = (column: SourceColumn): string => `${identifier(column.source)}.${identifier(column.profile.name)}`;
  const text = (column: SourceColumn): string => asText(of(column), column, sources);
  const used = [target.source, ...joins.map(({ to }) => to.source)];
  const origin =
    used.length > 1
      ? `[${used.map((source) => `${identifier(source)}._origin`).join(', ')}] AS _origin`
      : `${identifier(target.source)}._origin`;
  const select = [
    ...(key ? [`${text(key)} AS key`] : hashKey([...inputs.map(({ column }) => column), target].map(text), origin)),
    ...(group ? [`${text(group)} AS group_key`] : []),
    ...(split ? [`${text(split)} AS split`] : []),
    origin,
    ...inputs.map(({ column, field }) =>
      text(column) === `${identifier(column.source)}.${field}` ? text(column) : `${text(column)} AS ${field}`,
    ),
    `${text(target)} AS target`,
  ];
  const filled = [inputs[0]!.column, target].filter(({ profile }) => profile.blank > 0);
  return [
    ...comments(example),
    'SELECT',
    select.map((line) => `  ${line}`).join(',\n'),
    `FROM ${identifier(target.source)}`,
    ...joins.map(({ from, to }) => `INNER JOIN ${identifier(to.source)} ON ${equal(from, to, sources, of)}`),
    ...filled.map((column, i) => `${i === 0 ? 'WHERE' : '  AND'} TRIM(COALESCE(${text(column)}, '')) != ''`),
    '',
  ].join('\n');
}

function comments({ target, joins, key, group }: Extract<ExamplePlan, { kind: 'columns' }>): string[] {
  return [
    `-- One row per row of ${target.source}: what the prompt is filled with, and the answer to learn.`,
    ...joins.map(
      ({ from, to, found }) =>
        `-- ${from.source}.${from.profile.name} is found in ${to.source}.${to.profile.name} for ${shareOf(found)} of its rows; the others are left out.`,
    ),
    ...(key ? [] : ['-- No column names a row: the key is a digest of its texts, with a number where rows repeat.']),
    ...(group
      ? [`-- Rows with the same ${group.profile.name} are held out together, so that none is half known from training.`]
      : []),
  ];
}

/** Repeated rows have keys of their own: they are counted as duplicates, and one of them stays. */
function hashKey(texts: string[], origin: string): string[] {
  const content = texts.map((text) => `COALESCE(${text}, '')`).join(`, '\\n', `);
  const order = origin.startsWith('[') ? `${origin.slice(1).split(',')[0]}` : origin;
  return [
    `CONCAT(\n    TO_HEX(MD5(CONCAT(${content}))),\n    '-',\n    CAST(ROW_NUMBER() OVER (PARTITION BY ${texts.join(', ')} ORDER BY ${order}) AS STRING)\n  ) AS key`,
  ];
}

/** A column as text: other scalars are cast, and what the warehouse keeps as JSON is written as such. */
function asText(expression: string, column: SourceColumn, sources: SourcePlan[]): string {
  const type = typeOf(column, sources);
  if (type === 'string') return expression;
  if (type !== undefined && ['integer', 'number', 'boolean'].includes(type)) return `CAST(${expression} AS STRING)`;
  return `COALESCE(JSON_VALUE(${expression}, '$'), TO_JSON_STRING(${expression}))`;
}

/** The one type of a column besides null; undefined when it has several. */
function typeOf({ source, profile }: SourceColumn, sources: SourcePlan[]): string | undefined {
  const types = typesOf(sources.find(({ name }) => name === source)?.schema.properties?.[profile.name]);
  return types.length === 1 ? types[0] : undefined;
}

function equal(
  from: SourceColumn,
  to: SourceColumn,
  sources: SourcePlan[],
  of: (column: SourceColumn) => string,
): string {
  const isSame = typeOf(from, sources) !== undefined && typeOf(from, sources) === typeOf(to, sources);
  if (isSame) return `${of(to)} = ${of(from)}`;
  return `${asText(of(to), to, sources)} = ${asText(of(from), from, sources)}`;
}

function fromConversations(
  { system }: PipelinePlan,
  { source, facts }: Extract<ExamplePlan, { kind: 'conversations' }>,
): string {
  const table = identifier(source);
  const parts = [
    ...(system === undefined && facts.withSystem > 0 ? ['system'] : []),
    ...(facts.withHistory > 0 ? ['history'] : []),
    'prompt',
    'completion',
  ];
  const digested = parts.map((part) =>
    part === 'history' ? `COALESCE(TO_JSON_STRING(${table}.history), '')` : `COALESCE(${table}.${part}, '')`,
  );
  const partition = parts.map((part) => (part === 'history' ? `TO_JSON_STRING(${table}.history)` : `${table}.${part}`));
  return [
    `-- One row per conversation of ${source}: its last question, with the turns before it, and the answer to learn.`,
    '-- The key is a digest of the texts, with a number where conversations repeat.',
    'SELECT',
    [
      `  CONCAT(\n    TO_HEX(MD5(CONCAT(${digested.join(`, '\\n', `)}))),\n    '-',\n    CAST(ROW_NUMBER() OVER (PARTITION BY ${partition.join(', ')} ORDER BY ${table}._origin) AS STRING)\n  ) AS key`,
      `  ${table}._origin`,
      ...parts
        .slice(0, -1)
        .map((part) => (part === 'system' ? `  COALESCE(${table}.system, '') AS system` : `  ${table}.${part}`)),
      `  ${table}.completion AS target`,
    ].join(',\n'),
    `FROM ${table}`,
    '',
  ].join('\n');
}

/** "all" of its rows, or 98.2 % of them. */
export const shareOf = (share: number): string => (share === 1 ? 'all' : percent(share));
