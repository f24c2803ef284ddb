/** Two dataset versions side by side: their figures, their checks, and the settings that they were made with. */
import type { Check, Configuration, DatasetCard, SplitStatistics } from '../../schemas/generated/types';
import { patchOf } from './patch';

export interface Side {
  card: DatasetCard;
  /** Of the run that made it; absent when that is gone. */
  configuration?: Configuration;
}

/** One figure of both; what a version lacks is absent. */
export interface Pair<Value> {
  name: string;
  before?: Value;
  after?: Value;
  isSame: boolean;
}

export interface Comparison {
  /** Counts, in the order of interest. */
  figures: Pair<number>[];
  checks: Pair<Check>[];
  /** Only those that differ, as JSON. */
  settings: Pair<string>[];
  /** Files that differ, as unified diffs without a head. */
  texts: { name: string; patch: string }[];
}

export function compareVersions(before: Side, after: Side): Comparison {
  return {
    figures: pairs(figuresOf(before.card), figuresOf(after.card), (a, b) => a === b),
    checks: pairs(checksOf(before.card), checksOf(after.card), isSameCheck),
    settings: pairs(settingsOf(before), settingsOf(after), (a, b) => a === b).filter(({ isSame }) => !isSame),
    texts: patches(textsOf(before), textsOf(after)),
  };
}

/** Names of either side, those of the newer one first, each with both values. */
function pairs<Value>(
  before: Map<string, Value>,
  after: Map<string, Value>,
  isEqual: (a: Value, b: Value) => boolean,
): Pair<Value>[] {
  return [...new Set([...after.keys(), ...before.keys()])].map((name) => {
    const [a, b] = [before.get(name), after.get(name)];
    return { name, before: a, after: b, isSame: a !== undefined && b !== undefined && isEqual(a, b) };
  });
}

/** Counts of a version, in the order of interest. */
export function figuresOf({ selected, leftOut, sources, statistics }: DatasetCard): Map<string, number> {
  return new Map([
    ...sources.map(({ source, rows }) => [`rows of ${source}`, rows] as const),
    ['examples selected', selected],
    ...Object.entries(leftOut).map(([reason, count]) => [`left out: ${reason}`, count] as const),
    ...statistics.flatMap(figuresOfSplit),
  ]);
}

function figuresOfSplit(statistics: SplitStatistics): (readonly [string, number])[] {
  const { split, examples, groups, promptTokens, targetTokens, languages, labels } = statistics;
  const counted = (title: string, counts: Record<string, number>) =>
    Object.entries(counts).map(([name, count]) => [`${split}: ${title} ${JSON.stringify(name)}`, count] as const);
  return [
    [`${split}: examples`, examples],
    [`${split}: groups`, groups],
    ...(['median', 'p95', 'maximum', 'total'] as const).flatMap((measure) => [
      [`${split}: prompt tokens, ${measure}`, promptTokens[measure]] as const,
      [`${split}: target tokens, ${measure}`, targetTokens[measure]] as const,
    ]),
    ...counted('language', languages),
    ...counted('label', labels),
  ];
}

export const checksOf = ({ checks }: DatasetCard): Map<string, Check> =>
  new Map(checks.map((check) => [check.subject ? `${check.name} of ${check.subject}` : check.name, check]));

const isSameCheck = (a: Check, b: Check): boolean =>
  a.outcome === b.outcome && a.measured === b.measured && a.threshold === b.threshold && a.level === b.level;

/** What decides which examples there are, or how they are judged, by its path in pipeline.yaml. */
function settingsOf({ card, configuration }: Side): Map<string, string> {
  const contents = card.sources.map(({ source, objects }) => {
    const digests = objects.map(({ digest }) => digest.slice(0, 12));
    return [`content of ${source}`, digests.join(' ')] as const;
  });
  const { sources, validation, training } = configuration?.pipeline ?? {};
  return new Map([
    ...contents,
    ...leaves({ sources, validation, training: training ?? { split: card.split } }, ''),
    ...leaves(configuration?.rowSchemas ?? {}, 'schema of '),
    ['prompt', card.promptDigest.slice(0, 12)],
  ]);
}

/** Every value within, with its path. */
export function leaves(value: unknown, path: string): [string, string][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  const below = path === '' || path.endsWith(' ') ? path : `${path}.`;
  return Object.entries(value).flatMap(([name, child]) => leaves(child, `${below}${name}`));
}

function textsOf({ card, configuration }: Side): Map<string, string> {
  const { system, user } = configuration?.prompt ?? {};
  return new Map([
    ['training.sql', card.trainingSql],
    ...(user === undefined ? [] : [['prompt, system', system ?? ''] as const, ['prompt, user', user] as const]),
  ]);
}

function patches(before: Map<string, string>, after: Map<string, string>): Comparison['texts'] {
  return pairs(before, after, (a, b) => a === b)
    .filter((pair) => !pair.isSame && pair.before !== undefined && pair.after !== undefined)
    .map(({ name, before = '', after = '' }) => ({ name, patch: patchOf(before, after) }));
}
