/**
 * A probe of a dataset before a token of its tuning is paid for: are there as many examples as rows, do targets belong to their
 * prompts, and do they depend on them at all. What is refused teaches no model to be better than production; what passes may still
 * be learnt badly, or be known to production already.
 */
import type { Measurement } from '../checks';
import { plural } from '../wording';
import { withoutCopies } from './copies';
import { areAstray, identifiersOf, leastAstray } from './identifiers';
import { mostCharacters } from './limits';
import { isMisjoined, leastMisjoined, partnersOf, type Partners } from './partners';
import { mentionOf, shareAsStrong, signalsOf, type ProbedPair } from './shuffling';

/** Examples of different words, drawn by hash from those of a dataset: `mostProbed` of them at most. */
export interface ProbedSample {
  examples: readonly ProbedPair[];
  /** In the whole dataset: all, and those of different words. */
  rows: number;
  distinct: number;
}

/** What was measured, and the most that is allowed of it. */
export type Probe = Pick<Measurement, 'measured' | 'unit' | 'reason' | 'count' | 'total' | 'details'> & {
  threshold: number;
  refused: boolean;
};

/** Of four examples three say again what the fourth says. */
const mostCopies = 4;

/** Fewer examples, and fewer with another target than the most frequent one, tell nothing. */
const [fewest, fewestOthers] = [30, 16];

/** Of more nobody can tell that there is no signal: it may be in what was cut away. */
const mostCut = 0.25;

/** As npm run bench -- tuning --of probe counts them. */
export const errorRates =
  'of datasets whose words have to do with their targets 2 in 100 are refused at most, of shuffled, wrongly joined and copied ones 95 in 100 at least; docs/tuning.md names what it cannot tell';

/** The same sample and seed always come to the same. */
export function probe({ examples: sample, rows, distinct }: ProbedSample, seed: string): Probe {
  const { examples, copiesInSample } = withoutCopies(sample);
  // Of a sample of one in ten, one copy is seen for ten that there are.
  const near = 1 + (copiesInSample - 1) * (distinct / Math.max(1, sample.length));
  const copies = (rows / Math.max(1, distinct)) * near;
  const found =
    judgeCopies(copies, rows) ??
    judgeTargets(examples) ??
    judgePartners(examples) ??
    judgeIdentifiers(examples) ??
    judgeSignals(examples, seed);
  const total = examples.length;
  return { count: found.refused ? total : 0, total, ...found, details: { copies, ...found.details } };
}

/** All examples are concerned, or none, unless it says more. */
type Finding = Omit<Probe, 'count' | 'total'> & Partial<Pick<Probe, 'count' | 'total'>>;

function judgeCopies(copies: number, total: number): Finding | undefined {
  if (copies <= mostCopies) return undefined;
  const reason = `each example is there ${copies.toFixed(1)} times on average, but for case, white space and a few words: a join that repeats rows, or rows that were copied`;
  const count = total - Math.round(total / copies);
  return { refused: true, measured: copies, unit: 'times', threshold: mostCopies, reason, count, total };
}

function judgeTargets(examples: readonly ProbedPair[]): Finding | undefined {
  const counts = new Map<string, number>();
  for (const { target } of examples) counts.set(target, (counts.get(target) ?? 0) + 1);
  const others = examples.length - Math.max(0, ...counts.values());
  const all = plural(examples.length, 'example');
  const share = { unit: 'share', threshold: 0 } as const;
  if (examples.length >= fewest && others === 0) {
    const reason = `all ${all} have the same target: no model is needed to give it, or they are joined to one row`;
    return { ...share, refused: true, measured: 1, reason };
  }
  if (examples.length >= fewest && others >= fewestOthers) return undefined;
  const reason = `too few to tell: ${all}, ${others} of them with another target than the most frequent one`;
  return { ...share, refused: false, measured: null, reason };
}

function judgePartners(examples: readonly ProbedPair[]): Finding | undefined {
  const partners = partnersOf(examples);
  const misjoined = partners.find(isMisjoined);
  if (!misjoined) return undefined;
  const { name, share } = misjoined;
  const portion = `of ${Math.round(share * 100)} % of ${plural(examples.length, 'example')}`;
  const reason = `${portion} the ${betterFits[name]} of another one better: they are joined to the wrong rows`;
  const details = Object.fromEntries(partners.map((each) => [each.name, each.share]));
  const count = Math.round(share * examples.length);
  return { refused: true, measured: share, unit: 'share', threshold: leastMisjoined, reason, count, details };
}

const betterFits: Record<Partners['name'], string> = {
  betterTargets: 'prompt fits the target',
  betterPrompts: 'target fits the prompt',
};

function judgeIdentifiers(examples: readonly ProbedPair[]): Finding | undefined {
  const misnamed = identifiersOf(examples).find(areAstray);
  if (!misnamed) return undefined;
  const { atHome, astray: count, share: measured } = misnamed;
  const reason = `${count} targets name the number of another example's prompt in place of their own, and ${atHome} their own: some are joined to the wrong rows`;
  return { refused: true, measured, unit: 'share', threshold: leastAstray, reason, count, details: { atHome } };
}

function judgeSignals(examples: readonly ProbedPair[], seed: string): Finding {
  const signals = signalsOf(examples, seed);
  const seen = signals.find(({ isThere }) => isThere);
  const reason = seen
    ? `targets go with their own prompts: ${mentionOf(seen)}`
    : `targets have no more to do with their own prompts than with any other, in ${plural(examples.length, 'example')}: they are shuffled, or joined to the wrong rows`;
  const details = Object.fromEntries(signals.map(({ name, strength }) => [name, strength]));
  const cut = examples.filter(({ isCut }) => isCut).length;
  if (!seen && cut > mostCut * examples.length) {
    const untold = `too long to tell: of ${cut} of ${plural(examples.length, 'example')} only the first and last ${mostCharacters / 2} characters are looked at, in which targets have no more to do with their own prompts than with any other`;
    return { refused: false, measured: null, unit: 'share', threshold: 0, reason: untold, details };
  }
  return { refused: !seen, measured: shareAsStrong(signals), unit: 'share', threshold: 0, reason, details };
}
