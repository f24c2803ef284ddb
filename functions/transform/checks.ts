/** What a pipeline's examples must be before anything is spent on them. */
import { PermanentError } from '../shared/errors';
import type { Column } from './columns';

/** Types that the warehouse and JavaScript write alike; BigQuery's API calls them by two names. */
const renderable = new Set(['STRING', 'INT64', 'INTEGER', 'BOOL', 'BOOLEAN']);

/**
 * The column by which examples are split.
 * @throws PermanentError when training.sql lacks a column, or one is of a type that a prompt cannot hold.
 */
export function checkColumns(columns: Column[], fields: string[], file: string): 'group_key' | 'key' {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  for (const name of new Set(['key', 'target', ...fields])) {
    const type = typeOf.get(name);
    const use = fields.includes(name) ? `, which the prompt uses as {{${name}}}` : '';
    if (type === undefined) {
      const has = [...typeOf.keys()].join(', ');
      throw new PermanentError(`training.sql selects no column ${name}${use}`, {
        where: file,
        fix: `it selects ${has}: add ${name}`,
      });
    }
    if (!renderable.has(type)) {
      const fix = `select it as text, for example FORMAT('%.2f', ${name}) AS ${name}`;
      throw new PermanentError(`the column ${name} is ${type}${use}`, { where: file, fix });
    }
  }
  return typeOf.has('group_key') ? 'group_key' : 'key';
}

export interface ExampleChecks {
  count_examples: number;
  count_missing_keys: number;
  count_repeated_keys: number;
  count_missing_targets: number;
}

/** The number of examples. @throws PermanentError when there is none, or one lacks its own key or a target. */
export function checkExamples(checks: ExampleChecks | undefined, file: string): number {
  const { count_examples, count_missing_keys, count_repeated_keys, count_missing_targets } = checks!;
  const refuse = (what: string, fix: string) => {
    throw new PermanentError(what, { where: file, fix });
  };
  if (count_examples === 0) refuse('training.sql selects no examples', 'look at its joins and its WHERE');
  const of = `of ${count_examples} examples`;
  if (count_missing_keys > 0) refuse(`${count_missing_keys} ${of} have no key`, 'select a key for every row');
  if (count_repeated_keys > 0) refuse(`${count_repeated_keys} ${of} repeat a key`, 'select a key that is unique');
  if (count_missing_targets > 0) refuse(`${count_missing_targets} ${of} have no target`, 'leave them out with WHERE');
  return count_examples;
}

export interface SplitSizes {
  count_train: number;
  count_evaluation: number;
}

/** @throws PermanentError when a split is empty. */
export function checkSizes(sizes: SplitSizes | undefined, evaluationShare: number) {
  const { count_train: train, count_evaluation: evaluation } = sizes!;
  if (train > 0 && evaluation > 0) return { train, evaluation };
  throw new PermanentError(`the split leaves ${train} training and ${evaluation} evaluation examples`, {
    where: `training.split.evaluationShare: ${evaluationShare}`,
    fix: 'add examples, change the share, or give training.sql more groups',
  });
}
