/** How long a comparison takes: ten thousand resamples over five thousand examples and five models, on one core. */
import { comparePairs } from '../../core/verdict/compare';
import { usualTerms } from '../../core/verdict/terms';
import type { Figure } from '../figure';
import { chanceFrom, graded } from './models';

const [rows, models, resamples, budget] = [5000, 5, 10_000, 2];

export function speedFigures(): Figure[] {
  const { rivalScores, candidateScores } = graded({ rows, discordance: 1, gain: 0 }, models - 1, chanceFrom('speed'));
  const pairings = candidateScores.map((scores, place) => ({
    metric: 'rougeL',
    candidate: `c${place}`,
    rival: 'base',
    candidateScores: scores,
    rivalScores,
  }));
  // Of the processor: what else the machine does is not in it.
  const begun = process.cpuUsage();
  comparePairs(pairings, usualTerms({ seed: 'speed', resamples }));
  const { user, system } = process.cpuUsage(begun);
  const value = (user + system) / 1e6;
  return [
    {
      name: `${resamples} resamples, ${rows} examples, ${models} models`,
      value,
      unit: 's',
      ratio: value / budget,
      against: `budget of ${budget} s`,
      problem: value > budget ? 'slower than allowed' : undefined,
    },
  ];
}
