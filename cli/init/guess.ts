/** Guesses what the columns of a data set are for: the input, the answer to learn, what names a row, what rows belong together. */
import { CliError, exitCodes } from '../errors';
import { wordsOf } from './names';
import type { ColumnProfile } from './profile';

/** A column that BigQuery can hold, and its source. */
export interface SourceColumn {
  source: string;
  rows: number;
  profile: ColumnProfile;
}

/** What the person who knows the data said; COLUMN or SOURCE.COLUMN each. */
export interface Wishes {
  input?: string[];
  target?: string;
  key?: string;
  group?: string;
}

const words = (text: string): Map<string, number> =>
  new Map(text.split(/\s+/).map((pair) => [pair.split(':')[0]!, Number(pair.split(':')[1])]));

const targetWords = words(
  `label:10 labels:10 intent:10 category:10 summary:10 answer:10 answers:10 completion:10 response:10 target:10 class:9
  output:9 reply:9 translation:9 sentiment:9 topic:8 expected:8 gold:8 headline:7 tag:7 tags:7 correction:7 resolution:6
  department:6 queue:6 priority:5 rating:5 score:4 type:4 title:4 status:3 result:3 y:8`,
);
const inputWords = words(
  `text:10 body:10 message:10 question:10 prompt:10 instruction:10 instructions:10 utterance:10 email:9 query:9 input:9
  sentence:9 review:9 comment:9 document:9 article:9 content:9 dialogue:9 transcript:9 conversation:8 tweet:8 post:8
  description:8 premise:8 hypothesis:7 context:7 passage:7 note:6 notes:6 source:4 subject:4 title:4`,
);
const groupWords = words(
  `conversation:9 thread:9 session:9 dialog:9 dialogue:9 document:8 doc:8 article:8 patient:8 author:7 user:7 customer:7
  client:7 account:7 speaker:7 household:7 case:6 ticket:6 company:6 shop:6 store:6 group:6`,
);
/** Inputs that mean little without each other. */
const companions = [
  [
    ['question', 'query'],
    ['context', 'passage', 'document', 'article'],
  ],
  [
    ['instruction', 'instructions'],
    ['input', 'context'],
  ],
  [['premise'], ['hypothesis']],
] as const;

const scoreOf = (name: string, table: Map<string, number>): number =>
  Math.max(0, ...wordsOf(name).map((word) => table.get(word) ?? 0));
/** Ids, dates and counts stand beside the texts that they are named after: answer_id is no answer. */
const isAside = (name: string): boolean =>
  /^(id|ids|uuid|guid|key|at|date|time|timestamp|url|link|count|index|idx|length|lang|language)$/.test(
    wordsOf(name).at(-1) ?? '',
  );
const isPlain = ({ profile: { kinds } }: SourceColumn): boolean => kinds.list + kinds.object <= kinds.text;
const isUseful = (column: SourceColumn): boolean =>
  isPlain(column) && column.profile.distinct > 1 && column.profile.blank < column.rows * 0.9;

/** Few, short, and five examples each on average: what transform, too, takes for labels. */
export function isLabel({ profile, rows }: SourceColumn): boolean {
  const { distinct, blank, longest, broken } = profile;
  return distinct > 1 && distinct <= 1000 && distinct * 5 <= rows - blank && longest <= 100 && broken === 0;
}

export interface Guess {
  target: SourceColumn;
  /** The main one first. */
  inputs: SourceColumn[];
  reasons: { target: string; input: string };
}

/** @throws CliError (usage) naming the columns when no pair of them is an input and an answer */
export function guessRoles(columns: SourceColumn[], wishes: Wishes): Guess {
  const wished = wishes.input?.map((name) => findColumn(columns, name, '--input'));
  const useful = columns.filter(isUseful);
  const isFree = (column: SourceColumn): boolean => !wished?.includes(column);
  const named = bestBy(useful.filter(isFree), (column) => targetScore(column));
  const asked = wishes.target === undefined ? undefined : findColumn(columns, wishes.target, '--target');
  const target = asked ?? named ?? unnamedTarget(useful.filter(isFree), wished);
  if (!target) throw noneFound(columns, 'which column holds the answers', '--target COLUMN');

  const others = useful.filter((column) => column !== target && !isAside(column.profile.name));
  const inputOf = (column: SourceColumn): number =>
    scoreOf(column.profile.name, inputWords) + (column.source === target.source ? 1 : 0) - (isLabel(column) ? 6 : 0);
  const byName = bestBy(others.filter(isWorded), (column) => (inputOf(column) >= 4 ? inputOf(column) : 0));
  const longest = bestBy(
    others.filter(({ profile }) => profile.kinds.text > 0),
    ({ profile }) => profile.length,
  );
  const main = wished?.[0] ?? byName ?? longest ?? others[0];
  if (!main) throw noneFound(columns, 'which column holds the text that the model is given', '--input COLUMN');
  return {
    target,
    inputs: wished ?? withCompanions(main, others),
    reasons: {
      target: asked ? 'as --target says' : named ? 'by its name' : 'what is left beside the text',
      input: wished ? 'as --input says' : byName ? 'by its name' : 'the longest text',
    },
  };
}

/** Most values are several words; a short sample may have none. */
const isWorded = ({ profile, rows }: SourceColumn): boolean =>
  profile.worded * 2 >= rows - profile.blank || profile.length >= 20;

function targetScore(column: SourceColumn): number {
  const { name, kinds } = column.profile;
  const score = isAside(name) ? 0 : scoreOf(name, targetWords);
  // Where a label stands both as a word and as its number, the word says more to a language model.
  return score === 0 ? 0 : score + (kinds.text > 0 ? 0.5 : 0);
}

/** Without a name that tells: a label beside the longest text, or else the second text. */
function unnamedTarget(columns: SourceColumn[], wished: SourceColumn[] = []): SourceColumn | undefined {
  const text = wished[0] ?? bestBy(columns, ({ profile }) => profile.length);
  const rest = columns.filter((column) => column !== text && !isAside(column.profile.name) && !column.profile.isUnique);
  return rest.filter(isLabel).at(-1) ?? rest.filter(({ profile }) => profile.kinds.text > 0).at(-1);
}

function withCompanions(main: SourceColumn, others: SourceColumn[]): SourceColumn[] {
  const has = (column: SourceColumn, names: readonly string[]): boolean =>
    wordsOf(column.profile.name).some((word) => names.includes(word));
  for (const pair of companions) {
    const [mine, theirs] = has(main, pair[0]) ? pair : pair.toReversed();
    if (!has(main, mine!)) continue;
    const companion = others.find((column) => column !== main && has(column, theirs!));
    if (companion) return mine === pair[0] ? [main, companion] : [companion, main];
  }
  return [main];
}

/** A column of the source that names its rows: unique, and called so; or as wished. */
export function guessKey(columns: SourceColumn[], { key }: Wishes, used: SourceColumn[]): SourceColumn | undefined {
  if (key !== undefined) return findColumn(columns, key, '--key');
  const names = (name: string): number => {
    const last = wordsOf(name).at(-1) ?? '';
    return ['id', 'uuid', 'guid', 'key'].includes(last) ? 10 - wordsOf(name).length : 0;
  };
  const free = columns.filter((column) => !used.includes(column) && column.profile.isUnique);
  return bestBy(free, ({ profile }) => names(profile.name));
}

/** A column whose rows must not stand on both sides of the split, when one is called so; or as wished. */
export function guessGroup(columns: SourceColumn[], { group }: Wishes, used: SourceColumn[]): SourceColumn | undefined {
  if (group !== undefined) return findColumn(columns, group, '--group');
  const free = columns.filter(
    (column) =>
      !used.includes(column) &&
      !column.profile.isUnique &&
      column.profile.distinct >= 10 &&
      column.profile.distinct < column.rows * 0.9 &&
      column.profile.blank < column.rows * 0.1 &&
      column.profile.length < 80,
  );
  return bestBy(free, ({ profile }) => scoreOf(profile.name, groupWords));
}

/** @param name COLUMN or SOURCE.COLUMN */
function findColumn(columns: SourceColumn[], name: string, option: string): SourceColumn {
  const found = columns.filter(({ source, profile }) => [profile.name, `${source}.${profile.name}`].includes(name));
  if (found.length === 1) return found[0]!;
  throw new CliError(
    found.length === 0 ? `There is no usable column ${JSON.stringify(name)}.` : `Several sources have ${name}.`,
    {
      exitCode: exitCodes.usage,
      why: `the columns are ${namesOf(columns)}`,
      next: `${option} SOURCE.COLUMN`,
    },
  );
}

function noneFound(columns: SourceColumn[], what: string, option: string): CliError {
  return new CliError(`It is not clear ${what}.`, {
    exitCode: exitCodes.usage,
    why: columns.length === 0 ? 'there is no usable column' : `the columns are ${namesOf(columns)}`,
    next: `the same command with ${option}`,
  });
}

const namesOf = (columns: SourceColumn[]): string =>
  columns.map(({ source, profile }) => `${source}.${profile.name}`).join(', ');

/** The first with the highest score above 0. */
function bestBy<T>(values: T[], score: (value: T) => number): T | undefined {
  const scored = values.map((value) => ({ value, score: score(value) })).filter((each) => each.score > 0);
  return scored.toSorted((a, b) => b.score - a.score)[0]?.value;
}
