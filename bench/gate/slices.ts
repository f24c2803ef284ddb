/** No slice worse by more than five points: how often a candidate is refused that is not, and one that is. */
import { holmLevels } from '../../core/verdict/holm';
import type { Figure } from '../figure';
import { chanceFrom, rightOrWrong } from './models';
import { errorOf, knownMarginTest } from './nulls';
import { differencesOfCandidate } from './promotion';

const worseBy = 0.05;
const level = 0.05;

/** The share of gates that refuse a candidate, of which each slice has the gain that is said of it. */
export function shareRefused(gains: number[], rows: number, runs: number): number {
  const chance = chanceFrom(JSON.stringify([gains, rows, 'slices']));
  const isWorse = knownMarginTest(rows, worseBy);
  let refused = 0;
  for (let run = 0; run < runs; run++) {
    const pValues = gains.map((gain) => {
      const { rivalScores, candidateScores } = rightOrWrong({ rows, discordance: 0.3, gain }, 1, chance);
      // The other way round: that production is better by more than so much.
      const turned = { rivalScores: candidateScores[0]!, candidateScores: [rivalScores] };
      return isWorse(differencesOfCandidate(turned, 0));
    });
    const levels = holmLevels(pValues, level);
    if (pValues.some((pValue, place) => pValue <= levels[place]!)) refused++;
  }
  return refused / runs;
}

/** Ten slices, of which the others are as good as production. @param runs 4,000 */
export function sliceFigures(runs: number): Figure[] {
  const ten = (worst: number, others: number) => [worst, ...Array.from({ length: 9 }, () => others)];
  return [50, 100, 200].flatMap((rows) => {
    const refusedOf = (gains: number[]) => 100 * shareRefused(gains, rows, runs);
    const [allAtLimit, atLimit] = [ten(-worseBy, -worseBy), ten(-worseBy, 0)].map(refusedOf);
    const problem = allAtLimit! > 100 * level + errorOf(level, runs) ? 'more than 5 % are refused' : undefined;
    return [
      {
        name: `ten slices of ${rows} rows, each worse by just 5 points: refused`,
        value: allAtLimit!,
        unit: '%',
        problem,
      },
      { name: `ten slices of ${rows} rows, one worse by just 5 points: refused`, value: atLimit!, unit: '%' },
      ...[-0.15, -0.2, -0.3].map((gain) => ({
        name: `ten slices of ${rows} rows, one worse by ${-100 * gain} points: refused`,
        value: refusedOf(ten(gain, 0)),
        unit: '%',
      })),
    ];
  });
}
