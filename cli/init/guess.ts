/** Guesses what the columns of a data set are for: the input, the answer to learn, what names a row, what rows belong together. */
import { OperationError, exitCodes } from '../../operations/errors';
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
  `label:10 labels:10 intent:10 category:10 summary:10 answer:10 answers:10 completion:10 response:10 chosen:10 target:10 class:9
  output:9 reply:9 translation:9 sentiment:9 tgt:9 topic:8 expected:8 gold:8 highlights:8 stars:8 headline:7 tag:7 tags:7
  correction:7 rating:7 verdict:7 resolution:6 department:6 queue:6 spam:6 abstract:6 priority:5 subject:5 score:4 type:4
  title:4 status:3 result:3 y:8`,
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
  /^(id|ids|uuid|guid|key|at|date|time|timestamp|year|url|link|count|index|idx|length|lang|language|split|fold|subset)$/.test(
    wordsOf(name).at(-1) ?? '',
  );
/** Who wrote it, to whom, or whom it is about: a model that learns this learns to guess people. */
const isPerson = (name: string): boolean =>
  /^(from|to|cc|bcc|sender|senders|recipient|recipients|author|authors|user|username|customer|client|owner|agent|assignee|contact|person|name|firstname|lastname|surname|phone|mail|by)$/.test(
    wordsOf(name).at(-1) ?? '',
  );
const isOfAThing = (name: string): boolean =>
  /^(product|item|account|company|shop|store|user|customer|client|author)$/.test(wordsOf(name)[0] ?? '') &&
  wordsOf(name).length > 1;
const isDate = ({ dates, dateTimes, kinds }: ColumnProfile): boolean =>
  kinds.text > 0 && dates + dateTimes >= kinds.text;
/** Unique and without words: it names a row. */
const isName = ({ isUnique, worded }: ColumnProfile): boolean => isUnique && worded === 0;
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
  /** In words. */
  reasons: { target: string; input: string };
  /** What else might be learnt, the likeliest first. */
  others: SourceColumn[];
}

/**
 * The column to learn, by all that speaks for it; `others` are those that come next.
 * @throws OperationError (usage) naming the columns when none can be it
 */
export function guessTarget(
  columns: SourceColumn[],
  wishes: Wishes,
): Pick<Guess, 'target' | 'others'> & { reason: string } {
  const wished = wishes.input?.map((name) => findColumn(columns, name, '--input'));
  const ranked = rankTargets(columns, wished);
  const asked = wishes.target === undefined ? undefined : findColumn(columns, wishes.target, '--target');
  const target = asked ?? ranked[0]?.column;
  if (!target) throw noneFound(columns, 'which column holds the answers', '--target COLUMN');
  const others = ranked.map(({ column }) => column).filter((column) => column !== target);
  return { target, others, reason: asked ? 'as --target says' : ranked[0]!.reasons.join('; ') };
}

/** @throws OperationError (usage) naming the columns when no pair of them is an input and an answer */
export function guessRoles(columns: SourceColumn[], wishes: Wishes): Guess {
  const { target, others: targets, reason } = guessTarget(columns, wishes);
  const wished = wishes.input?.map((name) => findColumn(columns, name, '--input'));
  const others = columns.filter(
    (column) => isUseful(column) && column !== target && !isAside(column.profile.name) && !isDate(column.profile),
  );
  const inputOf = (column: SourceColumn): number =>
    scoreOf(column.profile.name, inputWords) + (column.source === target.source ? 1 : 0) - (isLabel(column) ? 6 : 0);
  const byName = bestBy(others.filter(isWorded), (column) => (inputOf(column) >= 4 ? inputOf(column) : 0));
  const longest = bestBy(
    others.filter(({ profile }) => profile.kinds.text > 0),
    ({ profile }) => profile.length,
  );
  const main = wished?.[0] ?? byName ?? longest ?? others[0];
  if (!main) throw noneFound(columns, 'which column holds the text that the model is given', '--input COLUMN');
  const inputs = wished ?? withCompanions(main, others);
  return {
    target,
    inputs,
    reasons: { target: reason, input: wished ? 'as --input says' : byName ? 'by its name' : 'the longest text' },
    others: targets.filter((column) => !inputs.includes(column)),
  };
}

/** Most values are several words; a short sample may have none. */
const isWorded = ({ profile, rows }: SourceColumn): boolean =>
  profile.worded * 2 >= rows - profile.blank || profile.length >= 20;

interface Ranked {
  column: SourceColumn;
  points: number;
  /** What speaks for it, in words. */
  reasons: string[];
}

/**
 * Every column that may be what is learnt, the likeliest first: its name counts most, then where it stands, then how long and
 * how varied it is beside the longest text. Ids, dates and people are none, nor what stands in the input.
 */
function rankTargets(columns: SourceColumn[], wished: SourceColumn[] = []): Ranked[] {
  const useful = columns.filter((column) => isUseful(column) && !wished.includes(column));
  const text = wished[0] ?? bestBy(useful, ({ profile }) => profile.length);
  const isCandidate = ({ profile }: SourceColumn): boolean =>
    !isAside(profile.name) && !isPerson(profile.name) && !isDate(profile) && !isName(profile);
  const lastSource = columns.at(-1)?.source;
  return useful
    .filter(isCandidate)
    .map((column, at): Ranked => {
      const { source, profile } = column;
      const named = scoreOf(profile.name, targetWords);
      const isAlone = source !== text?.source || source === lastSource ? standsAlone(column, columns) : false;
      const evidence: [points: number, reason: string | false][] = [
        // Where a label stands both as a word and as its number, the word says more to a language model.
        [named > 0 ? named + (profile.kinds.text > 0 ? 0.5 : 0) : 0, named > 0 && 'by its name'],
        [isAlone ? 15 : 0, isAlone && `${source} has nothing else beside what names its rows`],
        [isLabel(column) ? 3 : 0, isLabel(column) && named === 0 && 'few values, each in many rows'],
        ...beside(column, text),
        // The longest text is what is given, unless much speaks for it.
        [column === text && !isAlone ? -9 : 0, false],
        // A product_category tells of a product, not of what was written.
        [named > 0 && isOfAThing(profile.name) ? -5 : 0, false],
        // Of equals without a name for it, the answer tends to come last.
        [named > 0 ? 0 : (at + 1) / 1000, false],
      ];
      const points = evidence.reduce((sum, [more]) => sum + more, 0);
      return { column, points, reasons: evidence.flatMap(([, reason]) => reason || []) };
    })
    .filter(({ points }) => points > 0)
    .map((ranked) => (ranked.reasons.length > 0 ? ranked : { ...ranked, reasons: ['what is left beside the text'] }))
    .toSorted((a, b) => b.points - a.points);
}

/** A text that is much shorter than what it stands beside says it in short. */
function beside({ source, profile }: SourceColumn, text?: SourceColumn): [number, string | false][] {
  if (!text || text.profile === profile || profile.kinds.text === 0 || profile.length * 2 > text.profile.length)
    return [];
  const isText = profile.worded * 2 >= profile.kinds.text;
  return isText
    ? [[1, `a text, much shorter than ${text.source === source ? '' : `${text.source}.`}${text.profile.name}`]]
    : [];
}

/** The only column of its source beside ids, dates and people, where the answers may be a file of their own. */
function standsAlone(column: SourceColumn, columns: SourceColumn[]): boolean {
  const isOther = ({ source, profile }: SourceColumn): boolean =>
    source === column.source &&
    profile !== column.profile &&
    !isAside(profile.name) &&
    !isName(profile) &&
    !isDate(profile);
  return new Set(columns.map(({ source }) => source)).size > 1 && !columns.some(isOther);
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
  throw new OperationError(
    found.length === 0 ? `There is no usable column ${JSON.stringify(name)}.` : `Several sources have ${name}.`,
    {
      exitCode: exitCodes.usage,
      why: `the columns are ${namesOf(columns)}`,
      next: `${option} SOURCE.COLUMN`,
    },
  );
}

function noneFound(columns: SourceColumn[], what: string, option: string): OperationError {
  return new OperationError(`It is not clear ${what}.`, {
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
