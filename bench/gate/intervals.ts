/** Intervals at a confidence of 95 %: how often they hold the true difference. */
import { intervalOf } from '../../core/verdict/compare';
import type { Figure } from '../figure';
import { chanceFrom, graded, grouped, rightOrWrong, type Draw } from './models';
import { errorOf, percentOf } from './nulls';
import { differencesOfCandidate } from './promotion';

const kinds: [string, Draw, gain: number][] = [
  ['right/wrong', rightOrWrong, 0.05],
  ['graded', graded, 0.01],
  ['right/wrong in groups', grouped(true), 0.01],
  ['graded in groups', grouped(false), 0.005],
];

export function intervalFigures(runs: number): Figure[] {
  return kinds.flatMap(([kind, draw, gain]) =>
    [50, 112, 250, 550, 800].flatMap((rows) =>
      [0.1, 0.3].map((discordance) => {
        const truth = { rows, discordance, gain };
        const chance = chanceFrom(JSON.stringify([kind, truth, 'interval']));
        // Bootstraps take thousands of draws each.
        const times = draw === rightOrWrong ? runs : Math.ceil(runs / 4);
        let held = 0;
        for (let run = 0; run < times; run++) {
          const differences = differencesOfCandidate(draw(truth, 1, chance), 0);
          const [low, high] = intervalOf(differences, { confidence: 0.95, resamples: 999, seed: `run ${run}` });
          if (low <= gain && gain <= high) held++;
        }
        const value = (100 * held) / times;
        const error = errorOf(0.95, times);
        // Of fewer than five that differ, hardly anything is known: an interval that is too wide is the honest one.
        const isScarce = (rows * discordance) / (kind.endsWith('groups') ? 5 : 1) < 5;
        return {
          name: `95 % interval, ${kind}, ${rows} rows, ${percentOf(discordance)} differ: holds the truth`,
          value,
          unit: '%',
          problem: value < 93 - error || (value > 97 + error && !isScarce) ? 'not in 93 to 97 % of runs' : undefined,
        };
      }),
    ),
  );
}
