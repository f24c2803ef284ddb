/** What training.sql has to select before anything is made of it: the columns, and what no example may be. */
import { PermanentError } from '../../../core/errors';
import type { Column } from '../../../core/row-schema';
import { shown } from '../../../core/wording';

export interface Selection {
  /** The column that keeps examples together when they are split. */
  groupKey: 'group_key' | 'key';
  /** How _origin says where an example comes from: one row, or several. */
  origin: 'one' | 'several';
  history: 'none' | 'json' | 'turns';
}

/** Types that the warehouse and JavaScript write alike; BigQuery's API calls them by two names. */
const renderable = new Set(['STRING', 'INT64', 'INTEGER', 'BOOL', 'BOOLEAN']);

interface Wanted {
  /** training.sql, as the pipeline calls it. */
  file: string;
  /** Of the prompt. */
  fields: string[];
  stratifyBy?: string;
  /** The column that says the split. */
  splitColumn?: string;
  /** Name of a source, for an example of what to write. */
  source: string;
}

/** @throws PermanentError when a column is missing, or of a type that its use does not allow. */
export function readColumns(columns: Column[], { file, fields, stratifyBy, splitColumn, source }: Wanted): Selection {
  const columnOf = new Map(columns.map((column) => [column.name, column]));
  const uses = new Map<string, string>([
    ['key', ''],
    ['target', ''],
  ]);
  if (stratifyBy) uses.set(stratifyBy, ', which training.split.stratifyBy names');
  if (splitColumn) uses.set(splitColumn, ', which training.split.column names');
  for (const field of fields) uses.set(field, `, which the prompt uses as {{${field}}}`);

  for (const [name, use] of uses) {
    const column = columnOf.get(name);
    if (!column) {
      const fix = `it selects ${[...columnOf.keys()].join(', ')}: add ${name}`;
      throw new PermanentError(`training.sql selects no column ${name}${use}`, { where: file, fix });
    }
    if (!renderable.has(column.type) || column.mode === 'REPEATED') {
      const type = column.mode === 'REPEATED' ? `ARRAY of ${column.type}` : column.type;
      const fix = `select it as text, for example FORMAT('%.2f', ${name}) AS ${name}`;
      throw new PermanentError(`the column ${name} is ${type}${use}`, { where: file, fix });
    }
  }
  return {
    groupKey: columnOf.has('group_key') ? 'group_key' : 'key',
    origin: originOf(columnOf.get('_origin'), file, source),
    history: historyOf(columnOf.get('history'), file),
  };
}

function originOf(column: Column | undefined, file: string, source: string): Selection['origin'] {
  if (column?.type === 'STRING') return column.mode === 'REPEATED' ? 'several' : 'one';
  const what = column
    ? `the column _origin is ${column.type}, not STRING or ARRAY<STRING>`
    : 'training.sql selects no column _origin, which says where each example comes from';
  throw new PermanentError(what, {
    where: file,
    fix: `add ${source}._origin to the SELECT, or ARRAY_AGG(${source}._origin) AS _origin for an example of several rows`,
  });
}

function historyOf(column: Column | undefined, file: string): Selection['history'] {
  if (!column) return 'none';
  if (column.type === 'JSON' && column.mode !== 'REPEATED') return 'json';
  const names = (column.fields ?? []).map(({ name }) => name).join(', ');
  if (column.mode === 'REPEATED' && names === 'role, text') return 'turns';
  throw new PermanentError(`the column history is ${column.type}, not earlier turns`, {
    where: file,
    fix: 'select JSON, [{"role": "user", "text": …}, {"role": "model", "text": …}], or ARRAY<STRUCT<role STRING, text STRING>>',
  });
}

export interface SelectionCounts {
  count_examples: number;
  count_missing_keys: number;
  count_repeated_keys: number;
  count_missing_targets: number;
  count_empty_prompts: number;
  count_missing_origins: number;
  count_bad_histories: number;
  count_bad_splits: number;
  /** JSON of the key and the split of one of them. */
  first_bad_split: string | null;
}

const refusals: [count: Exclude<keyof SelectionCounts, 'first_bad_split'>, what: string, fix: string][] = [
  ['count_missing_keys', 'have no key', 'select a key for every row'],
  [
    'count_repeated_keys',
    'repeat a key',
    'select a key that is unique; number equal rows, as with ROW_NUMBER() OVER (PARTITION BY … ORDER BY _origin)',
  ],
  ['count_missing_targets', 'have no target', 'leave them out with WHERE'],
  ['count_empty_prompts', 'have a prompt without text', 'leave them out with WHERE'],
  ['count_missing_origins', 'have no _origin', 'select the _origin of a source that every example has a row of'],
  [
    'count_bad_histories',
    'have a history that is not turns of user and model in alternation, each with text',
    'begin each history with the user and end it with the model',
  ],
  [
    'count_bad_splits',
    'are in no split: the column of training.split.column says neither train nor validation nor evaluation',
    'say one of them for each, or leave the others out with WHERE',
  ],
];

/** The number of examples. @throws PermanentError when there is none, or one is no example. */
export function requireExamples(counts: SelectionCounts | undefined, file: string): number {
  const { count_examples: examples = 0 } = counts ?? {};
  if (examples === 0) {
    throw new PermanentError('training.sql selects no examples', {
      where: file,
      fix: 'look at its joins and its WHERE',
    });
  }
  for (const [name, what, fix] of refusals) {
    const count = counts![name];
    if (count === 0) continue;
    const found = name === 'count_bad_splits' && counts!.first_bad_split;
    const first = found ? `, such as ${badSplit(found)}` : '';
    throw new PermanentError(`${count} of ${examples} examples ${what}${first}`, { where: file, fix });
  }
  return examples;
}

function badSplit(json: string): string {
  const { key, split } = JSON.parse(json) as { key: string | null; split: string };
  return `${key === null ? 'one without a key' : `key ${shown(key)}`} with ${split === '' ? 'nothing' : shown(split)}`;
}
