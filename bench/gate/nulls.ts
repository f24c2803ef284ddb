/** Candidates that are no better than production: how often one is promoted all the same. */
import { marginTest } from '../../core/verdict/tango';
import type { Differences } from '../../core/verdict/paired-scores';
import type { Figure } from '../figure';
import { askew, chanceFrom, graded, grouped, rightOrWrong, type Draw, type Truth } from './models';
import { promotes, promotesBestMean, promotesByMeans } from './promotion';

const level = 0.05;
const rowCounts = [50, 112, 250, 550, 800];
const candidateCounts = [1, 4, 8];
const discordances = [0.1, 0.2, 0.3];
/** Fewer turns than the gate's own ten thousand: the level holds with any number. */
const resamples = 999;

/** What a share of so many simulated gates may be off by: three standard errors, in per cent. */
export const errorOf = (share: number, runs: number): number => 300 * Math.sqrt((share * (1 - share)) / runs);

/** One figure per cell of rows × candidates × discordance. */
export const nullFigures = (runs: number): Figure[] => [
  { name: "simulation's own error, three standard errors at 5 %", value: errorOf(level, runs), unit: 'points' },
  ...cellFigures('right/wrong', rightOrWrong, runs),
];

/** The same, then groups, and models that are equal on average alone. */
export const gradedNullFigures = (runs: number): Figure[] => [
  ...cellFigures('graded', graded, runs),
  equalModels('right/wrong in groups', grouped(true), { rows: 250, discordance: 0.3, gain: 0 }, 4, runs),
  equalModels('graded in groups', grouped(false), { rows: 250, discordance: 0.3, gain: 0 }, 4, runs),
  ...[112, 250].map((rows) =>
    equalModels('graded, small gains against great losses', askew, { rows, discordance: 1, gain: 0 }, 1, runs),
  ),
];

const cellFigures = (kind: string, draw: Draw, runs: number): Figure[] =>
  rowCounts.flatMap((rows) =>
    candidateCounts.flatMap((candidates) =>
      discordances.map((discordance) => equalModels(kind, draw, { rows, discordance, gain: 0 }, candidates, runs)),
    ),
  );

function equalModels(kind: string, draw: Draw, truth: Truth, candidates: number, runs: number): Figure {
  const chance = chanceFrom(JSON.stringify([kind, truth, candidates]));
  const counts = { ours: 0, today: 0, bestMean: 0 };
  for (let run = 0; run < runs; run++) {
    const drawn = draw(truth, candidates, chance);
    if (promotes(drawn, { level, margin: 0, resamples })) counts.ours++;
    if (promotesByMeans(drawn)) counts.today++;
    if (promotesBestMean(drawn)) counts.bestMean++;
  }
  const [value, todays, means] = [counts.ours, counts.today, counts.bestMean].map((count) => (100 * count) / runs);
  return {
    name: `equal, ${kind}, ${truth.rows} rows, ${percentOf(truth.discordance)} differ, best of ${candidates}: promoted`,
    value: value!,
    unit: '%',
    against: `today ${todays!.toFixed(1)} %, best mean ${means!.toFixed(1)} %`,
    problem: overLevel(value!, runs),
  };
}

/** Candidates whose true gain is the margin itself, which is not enough. */
export function marginFigures(runs: number): Figure[] {
  const margin = 0.05;
  const kinds: [string, Draw][] = [
    ['right/wrong', rightOrWrong],
    ['graded', graded],
  ];
  return kinds.flatMap(([kind, draw]) =>
    [10, 50, 112, 250, 550].flatMap((rows) =>
      [0.1, 0.3]
        .filter((discordance) => kind === 'right/wrong' || discordance === 0.3)
        .map((discordance) => {
          const truth = { rows, discordance, gain: margin };
          const chance = chanceFrom(JSON.stringify([kind, truth, 'margin']));
          const known = kind === 'right/wrong' ? knownMarginTest(rows, margin) : undefined;
          let promoted = 0;
          for (let run = 0; run < runs; run++)
            if (promotes(draw(truth, 1, chance), { level, margin, resamples }, known)) promoted++;
          const value = (100 * promoted) / runs;
          return {
            name: `true gain = margin = 5 points, ${kind}, ${rows} rows, ${percentOf(discordance)} differ: promoted`,
            value,
            unit: '%',
            problem: overLevel(value, runs),
          };
        }),
    ),
  );
}

/** The shipped test, asked once for each outcome: it depends on nothing else. */
export function knownMarginTest(n: number, margin: number): (differences: Differences) => number {
  const known = new Map<number, number>();
  return ({ wins, losses }) => {
    const key = wins * (n + 1) + losses;
    const pValue = known.get(key) ?? marginTest({ n, wins, losses }, margin);
    known.set(key, pValue);
    return pValue;
  };
}

const overLevel = (value: number, runs: number) =>
  value > 100 * level + errorOf(level, runs) ? `more than ${100 * level} % are promoted` : undefined;

export const percentOf = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
