/**
 * How often the probe refuses: seeded trials on the emails of pipelines/email-summary, with other targets made of them, and with --data on
 * labelled messages; as they are, with shuffled targets, joined to the wrong rows, and forty times over; and on made ones, which are good.
 */
import { mostProbed } from '../../core/probe/limits';
import { probe, type ProbedSample } from '../../core/probe/probe';
import { digest } from '../../core/digest';
import { comparedWords } from '../../core/words';
import type { Figure } from '../figure';
import { damages, type Damage } from './damages';
import type { ProbedRow, ProbedSet } from './probed-set';
import { probedSets } from './probed-sets';

/** As sql/looks/probed.sql draws it. */
export function sampleOf(rows: readonly ProbedRow[]): ProbedSample {
  const different = new Map(rows.map((row) => [digest([comparedWords(row.prompt), comparedWords(row.target)]), row]));
  const drawn = [...different].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostProbed);
  return { examples: drawn.map(([, row]) => row), rows: rows.length, distinct: different.size };
}

interface ProbeOptions {
  /** A table that `readLabelled` reads. */
  data?: string | undefined;
  trials: number;
  /** How the names of the sets begin: all, unless given. */
  set?: string | undefined;
}

export async function probeFigures({ data, trials, set: wanted = '' }: ProbeOptions): Promise<Figure[]> {
  return probedSets(data)
    .filter(({ name }) => name.startsWith(wanted))
    .flatMap((set) => damagesOf(set).map((damage) => ({ set, damage })))
    .flatMap(({ set, damage }) => sizesOf(set, damage).map((size) => refusals(set, size, damage, trials)));
}

const damagesOf = ({ isOnlyGood, tellsOwners }: ProbedSet): Damage[] =>
  damages.filter(({ needs, isGood }) => (isOnlyGood ? isGood : !needs || tellsOwners));

/** Of an owner's rows too few are there in a small dataset. */
function sizesOf({ sizes }: ProbedSet, { isSameAtAnySize, needs }: Damage): number[] {
  if (isSameAtAnySize) return sizes.slice(0, 1);
  return needs ? sizes.filter((size) => size >= fewestOfOwners) : sizes;
}

const fewestOfOwners = 300;

/** Of 100 trials. */
const [mostOfGood, leastOfBad] = [2, 95];

function refusals(set: ProbedSet, size: number, { name, of, isGood, isUnheld }: Damage, trials: number): Figure {
  const seeds = Array.from({ length: trials }, (_, trial) => trial + 1);
  const refused = seeds.filter((seed) => probe(sampleOf(of(set.draw(size, seed), seed)), String(seed)).refused);
  const share = (100 * refused.length) / trials;
  const bound = isGood ? `${mostOfGood} at most` : `${leastOfBad} at least`;
  const isOver = isGood ? share > mostOfGood : share < leastOfBad;
  const isPromised = !set.isUnheld && !isUnheld;
  return {
    name: `${set.name}, ${size} rows, ${name}`,
    value: share,
    unit: `of 100 refused, ${isPromised ? bound : 'not held'}${isPromised && isOver ? ': over' : ''}`,
    problem: isPromised && isOver ? `${share} of 100 refused, but ${bound} is promised` : undefined,
  };
}
