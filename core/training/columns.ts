/** What training.sql has to select before anything is made of it, as drop says beforehand and transform makes sure. */
import { PermanentError } from '../errors';
import type { Column } from '../row-schema';

export interface Selection {
  /** The column that keeps examples together when they are split. */
  groupKey: 'group_key' | 'key';
  /** How _origin says where an example comes from: one row, or several. */
  origin: 'one' | 'several';
  history: 'none' | 'json' | 'turns';
  /** Whether it says what would be right besides the target. */
  references: 'none' | 'several';
  /** Whether it says what the target is preferred to. */
  rejected: 'none' | 'one';
}

/** Types that the warehouse and JavaScript write alike; BigQuery's API calls them by two names. */
const renderable = new Set(['STRING', 'INT64', 'INTEGER', 'BOOL', 'BOOLEAN']);

interface Wanted {
  /** training.sql, as the pipeline calls it; and its pipeline.yaml. */
  file: string;
  settings: string;
  /** Of the prompt. */
  fields: string[];
  stratifyBy?: string;
  /** The column that says the split. */
  splitColumn?: string;
  /** Columns whose values slices are of. */
  slices?: string[];
  /** The candidate that learns what is preferred, where there is one: otherwise a column rejected is like any other. */
  preferring?: string;
  /** Name of a source, for an example of what to write. */
  source: string;
}

/** @throws PermanentError when a column is missing, or of a type that its use does not allow. */
export function readColumns(
  columns: Column[],
  { file, settings, fields, stratifyBy, splitColumn, slices = [], preferring, source }: Wanted,
): Selection {
  const columnOf = new Map(columns.map((column) => [column.name, column]));
  const uses = new Map<string, { use: string; setting?: string }>([
    ['key', { use: '' }],
    ['target', { use: '' }],
  ]);
  const bySetting = (name: string, setting: string) => uses.set(name, { use: `, which ${setting} names`, setting });
  if (stratifyBy) bySetting(stratifyBy, 'training.split.stratifyBy');
  if (splitColumn) bySetting(splitColumn, 'training.split.column');
  for (const slice of slices) bySetting(slice, 'evaluation.slices');
  for (const field of fields) uses.set(field, { use: `, which the prompt uses as {{${field}}}` });

  for (const [name, { use, setting }] of uses) {
    const column = columnOf.get(name);
    if (!column) {
      // A name that a setting has may be wrong there as well as missing here.
      const where = setting === undefined ? file : `${settings}, ${setting}`;
      const others = `it selects ${[...columnOf.keys()].join(', ')}`;
      const fix =
        setting === undefined ? `${others}: add ${name}` : `${others}: name one of them, or add ${name} to ${file}`;
      throw new PermanentError(`training.sql selects no column ${name}${use}`, { where, fix });
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
    references: uses.has('references') ? 'none' : referencesOf(columnOf.get('references'), file),
    rejected: preferring === undefined ? 'none' : rejectedOf(columnOf.get('rejected'), preferring, file),
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

function referencesOf(column: Column | undefined, file: string): Selection['references'] {
  if (!column) return 'none';
  if (column.type === 'STRING' && column.mode === 'REPEATED') return 'several';
  const type = column.mode === 'REPEATED' ? `ARRAY of ${column.type}` : column.type;
  throw new PermanentError(`the column references is ${type}, not further right answers`, {
    where: file,
    fix: 'select ARRAY<STRING>, for example [second_answer, third_answer] AS references, or give the column another name',
  });
}

function rejectedOf(column: Column | undefined, candidate: string, file: string): Selection['rejected'] {
  if (column?.type === 'STRING' && column.mode !== 'REPEATED') return 'one';
  const type = column?.mode === 'REPEATED' ? `ARRAY of ${column.type}` : column?.type;
  const what = column ? `the column rejected is ${type}, not STRING` : 'training.sql selects no column rejected';
  throw new PermanentError(`${what}, and ${candidate} learns that the target is preferred to it`, {
    where: file,
    fix: 'select the worse answer as STRING, NULL for rows that have none, or leave method: preference out',
  });
}
