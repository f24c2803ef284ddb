/** Entries of tuning.candidates become candidates: one each, or one for each combination of the values of their lists. */
import { digest } from '../core/digest';
import { isPreference, usualBeta, usualSettings, type Candidate } from '../core/candidates';
import { thousands } from '../core/wording';
import type { CandidateSpec, PipelineSpec } from '../schemas/generated/types';
import type { Note } from './candidates';

/** A run evaluates all of them on the same examples, and compares each with its rivals. */
const mostCandidates = 100;

/** Combinations that are looked through to draw a sample. */
const mostCombinations = 100_000;

/** A name is in labels and in the names of endpoints. */
const longestId = 31;

type Value = string | number;
type Combination = Record<string, Value>;

/** What an entry may have lists of, by its kind, in the order of names, and each one's value where none is written. */
const axes = {
  tuned: { base: undefined, prompt: undefined, ...usualSettings },
  prompted: { base: undefined, prompt: undefined, examples: 0 },
} as const;

/** Of a candidate that learns preferences, besides. */
const preferenceAxes = { beta: usualBeta };

/** Settings that an entry of the other kind has no use for. */
export const foreignSettings = {
  tuned: ['examples'],
  prompted: ['adapterSize', 'epochs', 'learningRateMultiplier', 'method', 'beta', 'checkpoints'],
} as const satisfies Record<CandidateSpec['kind'], readonly (keyof CandidateSpec)[]>;

export interface Expanded {
  candidates: Candidate[];
  /** Where an entry has too many. */
  notes: Note[];
}

/** Every candidate of the pipeline, in the order of its entries and of their values. */
export function expandCandidates({ tuning, training }: Pick<PipelineSpec, 'tuning' | 'training'>): Expanded {
  const notes: Note[] = [];
  const candidates = tuning.candidates.flatMap((entry, index) => {
    const at = ['tuning', 'candidates', index];
    const lists = listsOf(entry, training.prompt);
    const size = Object.values(lists).reduce((product, values) => product * values.length, 1);
    const most = entry.sample ? mostCombinations : mostCandidates;
    if (size > most) {
      const cure = entry.sample
        ? `a sample is drawn of ${thousands(most)} at most: leave values out`
        : `a run has ${most} candidates at most: leave values out, or have some drawn, as with sample: { candidates: 20 }`;
      notes.push({ path: [...at, 'id'], reason: `${entry.id} comes to ${thousands(size)} candidates; ${cure}` });
      return [];
    }
    return candidatesIn(entry, lists);
  });
  if (notes.length === 0 && candidates.length > mostCandidates)
    notes.push({
      path: ['tuning', 'candidates'],
      reason: `there are ${candidates.length} candidates; a run has ${mostCandidates} at most`,
    });
  return { candidates, notes };
}

function listsOf(entry: CandidateSpec, prompt: string): Record<string, Value[]> {
  const written = (axis: string) => entry[axis as keyof CandidateSpec] as Value | Value[] | undefined;
  return Object.fromEntries(
    Object.entries({ ...axes[entry.kind], prompt, ...(isPreference(entry) && preferenceAxes) }).map(([axis, usual]) => [
      axis,
      [written(axis) ?? usual ?? []].flat() as Value[],
    ]),
  );
}

function candidatesIn(entry: CandidateSpec, lists: Record<string, Value[]>): Candidate[] {
  const combinations = drawn(combinationsOf(lists), entry);
  const names = namesOf(entry.id, lists, combinations);
  const common =
    entry.kind === 'tuned'
      ? {
          kind: entry.kind,
          ...(isPreference(entry) && { method: 'preference' as const }),
          checkpoints: entry.checkpoints ?? ('last' as const),
        }
      : { kind: entry.kind };
  return combinations.map((combination, place) => ({ id: names[place]!, ...common, ...combination }) as Candidate);
}

/** The last axis changes fastest. */
const combinationsOf = (lists: Record<string, Value[]>): Combination[] =>
  Object.entries(lists).reduce<Combination[]>(
    (some, [axis, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );

/** Each is as likely as any other, and stays drawn when the sample grows. */
function drawn(combinations: Combination[], { sample }: CandidateSpec): Combination[] {
  if (!sample) return combinations;
  const placed = combinations.map((combination, place) => ({
    place,
    hash: digest({ seed: sample.seed, combination }),
  }));
  const chosen = placed.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, sample.candidates);
  return chosen.toSorted((a, b) => a.place - b.place).map(({ place }) => combinations[place]!);
}

/** By what differs, such as lora-small-r16; where that is too long, or two would be called the same, by number. */
function namesOf(id: string, lists: Record<string, Value[]>, combinations: Combination[]): string[] {
  const differing = Object.entries(lists).filter(([, values]) => values.length > 1);
  if (differing.length === 0) return [id];
  const words = new Map(differing.map(([axis, values]) => [axis, wordsOf(axis, values)]));
  const names = combinations.map((combination) =>
    [id, ...differing.map(([axis, values]) => words.get(axis)![values.indexOf(combination[axis]!)]!)].join('-'),
  );
  const isFit = names.every((name) => name.length <= longestId) && new Set(names).size === names.length;
  return isFit ? names : combinations.map((_, place) => `${id.slice(0, longestId - 4)}-${place + 1}`);
}

/** What each value of an axis is called in a name. */
function wordsOf(axis: string, values: Value[]): string[] {
  if (axis === 'base') return withoutCommonStart(values.map(String));
  if (axis === 'prompt') return values.map((file) => slug(String(file).replace(/\.(ya?ml|prompt)$/, '')));
  const letter = { adapterSize: 'r', epochs: 'e', learningRateMultiplier: 'x', examples: 'k', beta: 'b' }[axis]!;
  return values.map((value) => `${letter}${slug(String(value))}`);
}

/** gemini-3.5-flash and gemini-3.5-flash-lite are flash and flash-lite. */
function withoutCommonStart(bases: string[]): string[] {
  const parts = bases.map((base) => base.split('-'));
  const shortest = Math.min(...parts.map(({ length }) => length));
  let common = 0;
  while (common < shortest - 1 && parts.every((words) => words[common] === parts[0]![common])) common += 1;
  return parts.map((words) => slug(words.slice(common).join('-')));
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
