/** A candidate that is truly better: how often that is seen, and whether "so many more rows" are as many as it takes. */
import { chanceToSee, rowsToSee, spreadOf, type Aim } from '../../core/verdict/power';
import type { Figure } from '../figure';
import { chanceFrom, graded, rightOrWrong, type Draw, type Truth } from './models';
import { errorOf, percentOf } from './nulls';
import { differencesOfCandidate, promotes, promotesByMeans } from './promotion';

const terms = { level: 0.05, margin: 0, resamples: 999 };

/** A true gain of five points is to be seen in nine of ten runs. */
export function gainFigures(runs: number): Figure[] {
  const truths = [
    { rows: 550, discordance: 0.15, gain: 0.05 },
    { rows: 400, discordance: 0.1, gain: 0.05 },
  ];
  return truths.map((truth) => {
    const chance = chanceFrom(JSON.stringify([truth, 'gain']));
    let [ours, today] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const drawn = rightOrWrong(truth, 1, chance);
      if (promotes(drawn, terms)) ours++;
      if (promotesByMeans(drawn)) today++;
    }
    const value = (100 * ours) / runs;
    return {
      name: `truly 5 points better, ${truth.rows} rows, ${percentOf(truth.discordance)} differ: promoted`,
      value,
      unit: '%',
      against: `today ${((100 * today) / runs).toFixed(1)} %, computed ${(100 * chanceToSee(truth, truth.rows, { ...truth, ...terms })).toFixed(1)} %`,
      problem: value < 90 - errorOf(0.9, runs) ? 'seen in less than 90 %' : undefined,
    };
  });
}

const wanted = 0.8;

/** The rows that are asked for, over what simulation says it takes to see five points in 80 % of runs. */
export function moreRowsFigures(runs: number): Figure[] {
  const cells: [string, Draw, Truth][] = [
    ['right/wrong', rightOrWrong, { rows: 112, discordance: 0.15, gain: 0.05 }],
    ['right/wrong', rightOrWrong, { rows: 250, discordance: 0.3, gain: 0.05 }],
    ['graded', graded, { rows: 112, discordance: 0.6, gain: 0.05 }],
  ];
  return cells.map(([kind, draw, truth]) => {
    const chance = chanceFrom(JSON.stringify([kind, truth, 'rows']));
    const aim: Aim = { gain: truth.gain, margin: 0, level: terms.level };
    const promised = Array.from({ length: Math.min(runs, 1000) }, () => {
      // As good as its rival: what is promised to those whose gain is still to be seen.
      const differences = differencesOfCandidate(draw({ ...truth, gain: 0 }, 1, chance), 0);
      return rowsToSee(spreadOf(differences, aim.gain), wanted, aim);
    }).sort((a, b) => a - b);
    const needed = rowsNeeded(draw, truth, promised[promised.length >> 1]!, chance, runs);
    const median = promised[promised.length >> 1]!;
    const near = promised.filter((rows) => Math.abs(rows / needed - 1) <= 0.15).length;
    const ratio = median / needed;
    return {
      name: `rows promised to show 5 points, ${kind}, from ${truth.rows} rows, ${percentOf(truth.discordance)} differ (median)`,
      value: median,
      unit: 'rows',
      ratio,
      against: `rows needed in simulation; ${percentOf(near / promised.length)} of runs within 15 %`,
      problem: Math.abs(ratio - 1) > 0.15 ? 'off by more than 15 %' : undefined,
    };
  });
}

/** Where the simulated share of promotions passes what is wanted, between two numbers of rows that lie around it. */
function rowsNeeded(draw: Draw, truth: Truth, near: number, chance: () => number, runs: number): number {
  const seen = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6].map((times) => {
    const rows = Math.round(near * times);
    let promoted = 0;
    for (let run = 0; run < runs; run++) if (promotes(draw({ ...truth, rows }, 1, chance), terms)) promoted++;
    return { rows, share: promoted / runs };
  });
  const after = seen.findIndex(({ share }) => share >= wanted);
  if (after < 1) return NaN;
  const [low, high] = [seen[after - 1]!, seen[after]!];
  return low.rows + ((wanted - low.share) / (high.share - low.share)) * (high.rows - low.rows);
}
