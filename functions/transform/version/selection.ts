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

/** One of the examples that something is wrong with, as JSON of an `Example`. */
type First =
  'first_missing_key' | 'first_missing_target' | 'first_empty_prompt' | 'first_bad_history' | 'first_bad_split';

type Count =
  | 'count_missing_keys'
  | 'count_repeated_keys'
  | 'count_missing_targets'
  | 'count_empty_prompts'
  | 'count_missing_origins'
  | 'count_bad_histories'
  | 'count_bad_splits';

/** As sql/looks/selection-checks.sql counts. */
export type SelectionCounts = { count_examples: number } & Record<Count, number> &
  Partial<Record<First, string | null>>;

interface Example {
  key: string | null;
  /** Of the first row that it was made of. */
  origin: string | null;
  /** What its split column says. */
  split: string;
}

const refusals: { count: Count; first?: First; what: string; fix: string }[] = [
  { count: 'count_missing_keys', first: 'first_missing_key', what: 'have no key', fix: 'select a key for every row' },
  {
    count: 'count_repeated_keys',
    what: 'repeat a key',
    fix: 'select a key that is unique; number equal rows, as with ROW_NUMBER() OVER (PARTITION BY … ORDER BY _origin)',
  },
  {
    count: 'count_missing_targets',
    first: 'first_missing_target',
    what: 'have no target',
    fix: 'leave them out with WHERE',
  },
  {
    count: 'count_empty_prompts',
    first: 'first_empty_prompt',
    what: 'have a prompt without text',
    fix: 'leave them out with WHERE',
  },
  {
    count: 'count_missing_origins',
    what: 'have no _origin',
    fix: 'select the _origin of a source that every example has a row of',
  },
  {
    count: 'count_bad_histories',
    first: 'first_bad_history',
    what: 'have a history that is not turns of user and model in alternation, each with text',
    fix: 'begin each history with the user and end it with the model',
  },
  {
    count: 'count_bad_splits',
    first: 'first_bad_split',
    what: 'are in no split: the column of training.split.column says neither train nor validation nor evaluation',
    fix: 'say one of them for each, or leave the others out with WHERE',
  },
];

export interface Refusal {
  message: string;
  fix: string;
  /** Of the first row of an example that is at fault, where that says more. */
  origin?: string;
}

/** Why nothing can be made of the examples: there is none, or one is no example. */
export function findRefusal(counts: SelectionCounts | undefined): Refusal | undefined {
  const { count_examples: examples = 0 } = counts ?? {};
  if (!counts || examples === 0)
    return { message: 'training.sql selects no examples', fix: 'look at its joins and its WHERE' };
  for (const { count, first, what, fix } of refusals) {
    if (counts[count] === 0) continue;
    const found = first && counts[first];
    const example = found ? (JSON.parse(found) as Example) : undefined;
    const named = example ? `, such as ${nameOf(example)}` : '';
    const value =
      example && first === 'first_bad_split' ? ` with ${example.split === '' ? 'nothing' : shown(example.split)}` : '';
    const message = `${counts[count]} of ${examples} examples ${what}${named}${value}`;
    return { message, fix, ...(example?.origin && { origin: example.origin }) };
  }
  return undefined;
}

const nameOf = ({ key }: Example): string => (key === null ? 'one without a key' : `key ${shown(key)}`);
