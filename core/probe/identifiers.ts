/**
 * Whether targets name the numbers of their own prompts. Of a wrong join among rows that have all else in common, such as a customer,
 * one word alone tells: the order's number, which stands in another prompt. What is computed or looked up may stand there too.
 */
import { strengthOf } from './gains';
import type { ProbedPair } from './shuffling';
import { cosines, distinctWords, vectorsOf } from './terms';

/** Of one kind of number: so many characters, with letters among them or without. */
export interface Identifiers {
  /** Targets that name a number of their own prompt, and those that in its place name one of another. */
  atHome: number;
  astray: number;
  /** Of both the latter, less those that chance gives. */
  share: number;
  standardError: number;
  /** How much better the other words of those astray fit their own prompt than the one whose number they name, in standard errors. */
  ownFit: number;
}

/** Half, where half of the rows are wrong. */
export const leastAstray = 0.25;
const standardErrors = 3;

/** Fewer tell nothing; and a number that hardly a target repeats is computed, or looked up. */
const [fewestNaming, leastAtHome] = [16, 0.05];

/** From which a target belongs to its own prompt, and refers to the other. */
const leastOwnFit = 2;

export const areAstray = ({ atHome, astray, share, standardError, ownFit }: Identifiers): boolean =>
  atHome + astray >= fewestNaming &&
  atHome >= leastAtHome * (atHome + astray) &&
  share - standardErrors * standardError > leastAstray &&
  ownFit <= leastOwnFit;

/** Of each kind of number that targets have. */
export function identifiersOf(pairs: readonly ProbedPair[]): Identifiers[] {
  const numbered = pairs.map((pair) => ({ ...pair, asked: numbersIn(pair.prompt), answered: numbersIn(pair.target) }));
  const kinds = new Set(numbered.flatMap(({ answered }) => [...answered.keys()]));
  return [...kinds].map((kind) =>
    identifiersOfKind(
      numbered.map(({ prompt, target, asked, answered }) => ({
        prompt,
        target,
        own: asked.get(kind) ?? [],
        named: answered.get(kind) ?? [],
      })),
    ),
  );
}

interface NumberedPair extends ProbedPair {
  /** The numbers of its prompt, and of its target. */
  own: string[];
  named: string[];
}

/** In more prompts a number tells no row from another. */
const mostPrompts = 2;

function identifiersOfKind(pairs: NumberedPair[]): Identifiers {
  const prompts = new Map(pairs.map(({ prompt, own }) => [prompt, own]));
  const having = gathered([...prompts].flatMap(([prompt, own]) => own.map((word) => [word, prompt])));
  const isRare = (word: string) => (having.get(word)?.size ?? 0) <= mostPrompts;
  const naming = pairs.filter(({ own, named }) => own.length > 0 && named.length > 0);
  const isHome = ({ own, named }: NumberedPair) => named.some((word) => own.includes(word));
  const homes = gathered(naming.filter(isHome).flatMap(({ named, target }) => named.map((word) => [word, target])));

  /** A number that the other prompt's own target has is taken up there: an order that was made here is asked about. */
  const isTakenUp = (word: string, target: string) => [...(homes.get(word) ?? [])].some((other) => other !== target);
  const away = naming.filter((pair) => !isHome(pair));
  const astray = away.flatMap(({ target, prompt, named }) => {
    const words = named.filter((word) => isRare(word) && !isTakenUp(word, target));
    const [elsewhere] = words.flatMap((word) => [...(having.get(word) ?? [])]);
    return elsewhere === undefined ? [] : [{ target, prompt, elsewhere }];
  });

  const chance = chanceOf([...having.values()].map(({ size }) => size));
  const byChance = away.reduce((sum, { named }) => sum + Math.min(1, chance * named.length), 0);
  const [atHome, count] = [naming.length - away.length, astray.length];
  const total = Math.max(1, atHome + count);
  return {
    atHome,
    astray: count,
    share: Math.max(0, count - byChance) / total,
    standardError: Math.sqrt(((count / total) * (1 - count / total)) / total),
    ownFit: ownFitOf(astray),
  };
}

const isNumber = (word: string): boolean => /\p{Nd}/u.test(word);

/** Shorter ones count, measure and date: what is computed of them meets those of others everywhere. */
const fewestCharacters = 4;

/** Those that may be identifiers, by their kind. */
function numbersIn(text: string): Map<string, string[]> {
  const kinds = new Map<string, string[]>();
  for (const word of distinctWords(text)) {
    if (word.length < fewestCharacters || !isNumber(word)) continue;
    const kind = `${word.length} ${/\p{L}/u.test(word)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), word]);
  }
  return kinds;
}

function gathered(entries: string[][]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const [key, value] of entries) sets.set(key!, (sets.get(key!) ?? new Set()).add(value!));
  return sets;
}

/** How often a number of a prompt is a rare one of the other prompts: as often as one that is computed, of the same kind. */
function chanceOf(counts: number[]): number {
  const sum = (some: number[]) => some.reduce((all, count) => all + count, 0);
  return sum(counts.filter((count) => count > 1 && count <= mostPrompts + 1)) / Math.max(1, sum(counts));
}

function ownFitOf(astray: { target: string; prompt: string; elsewhere: string }[]): number {
  const wordsOf = (text: string) => new Set([...distinctWords(text)].filter((word) => !isNumber(word)));
  const texts = astray.flatMap(({ target, prompt, elsewhere }) => [target, prompt, elsewhere]);
  const vectors = vectorsOf(texts.map(wordsOf));
  const gains = astray.map((_, place) => {
    const [[own, other]] = cosines([vectors[3 * place]!], vectors.slice(3 * place + 1, 3 * place + 3)) as [
      Float32Array,
    ];
    return own! - other!;
  });
  return strengthOf(gains);
}
