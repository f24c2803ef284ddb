/**
 * How often the probe refuses: seeded trials on the emails of pipelines/email-summary, with other targets made of them, and with --data on
 * labelled messages; as they are, with shuffled targets, joined to the wrong rows, and forty times over.
 */
import { mostProbed } from '../../core/probe/limits';
import { probe, type ProbedSample } from '../../core/probe/probe';
import { digest } from '../../core/digest';
import { comparedWords } from '../../core/words';
import type { Figure } from '../figure';
import { damages, type Damage } from './damages';
import { probedSets, type ProbedRow, type ProbedSet } from './probed-sets';

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
    .flatMap((set) => damages.filter(({ needs }) => !needs || set.tellsOwners).map((damage) => ({ set, damage })))
    .flatMap(({ set, damage }) => sizesOf(set, damage).map((size) => refusals(set, size, damage, trials)));
}

/** Of an owner's rows too few are there in a small dataset. */
function sizesOf({ sizes }: ProbedSet, { isSameAtAnySize, needs }: Damage): number[] {
  if (isSameAtAnySize) return sizes.slice(0, 1);
  return needs ? sizes.filter((size) => size >= fewestOfOwners) : sizes;
}

const fewestOfOwners = 300;

function refusals(
  set: ProbedSet,
  size: number,
  { name, of, atLeast = 0, atMost = 100 }: Damage,
  trials: number,
): Figure {
  const seeds = Array.from({ length: trials }, (_, trial) => trial + 1);
  const refused = seeds.filter((seed) => probe(sampleOf(of(set.draw(size, seed), seed)), String(seed)).refused);
  const share = (100 * refused.length) / trials;
  const bound = atMost < 100 ? `${atMost} at most` : `${atLeast} at least`;
  const isOver = share > atMost || share < atLeast;
  return {
    name: `${set.name}, ${size} rows, ${name}`,
    value: share,
    unit: `of 100 refused, ${bound}${isOver ? ': over' : ''}`,
    problem: isOver ? `${share} of 100 refused, but ${bound} is promised` : undefined,
  };
}
