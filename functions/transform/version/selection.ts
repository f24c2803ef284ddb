/** What no example may be, of those that training.sql selects. */
import { shown } from '../../../core/wording';

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
