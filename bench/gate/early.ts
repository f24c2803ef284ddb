/** Looking five times instead of once: the same error, and the answers that are not generated when a case is clear. */
import { claimsOf } from '../../core/verdict/claims';
import type { Claim } from '../../core/verdict/comparison';
import { differencesOf, type PairedScores } from '../../core/verdict/paired-scores';
import type { Figure } from '../figure';
import { chanceFrom, graded, rightOrWrong, type Draw, type Truth } from './models';
import { errorOf, percentOf } from './nulls';

const level = 0.05;
const shares = [0.2, 0.4, 0.6, 0.8, 1];
const settings: [string, Draw, Omit<Truth, 'gain'>][] = [
  ['right/wrong', rightOrWrong, { rows: 550, discordance: 0.15 }],
  ['right/wrong', rightOrWrong, { rows: 112, discordance: 0.3 }],
  ['graded', graded, { rows: 250, discordance: 0.6 }],
];

export function earlyFigures(runs: number): Figure[] {
  return settings.flatMap(([kind, draw, setting]) => {
    // Thousands of turned signs each.
    const times = kind === 'graded' ? Math.ceil(runs / 8) : runs;
    const named = `five looks, ${kind}, ${setting.rows} rows, ${percentOf(setting.discordance)} differ`;
    const equal = outcomes(draw, { ...setting, gain: 0 }, times);
    const limit = 100 * level + errorOf(level, times);
    const clear = (kind === 'graded' ? [0.05] : [0.05, 0.1]).flatMap((gain) =>
      [1, -1].map((way) => ({ gain: way * gain, found: outcomes(draw, { ...setting, gain }, times, way) })),
    );
    return [
      {
        name: `${named}, equal: promoted`,
        value: equal.better,
        unit: '%',
        against: `one look ${equal.betterAtOnce.toFixed(1)} %`,
        problem: equal.better > limit ? `more than ${100 * level} % are promoted` : undefined,
      },
      ...clear.map(({ gain, found }) => ({
        name: `${named}, ${gain > 0 ? '+' : ''}${100 * gain} points: answers saved`,
        value: found.saved,
        unit: '%',
        against:
          gain > 0
            ? `better in ${found.better.toFixed(1)} %, in one look ${found.betterAtOnce.toFixed(1)} %`
            : `worse in ${found.worse.toFixed(1)} %, in one look ${found.worseAtOnce.toFixed(1)} %`,
      })),
    ];
  });
}

/** In per cent of runs, and of answers; a loss is a gain with the models changed about. */
function outcomes(draw: Draw, truth: Truth, runs: number, way = 1) {
  const chance = chanceFrom(JSON.stringify([truth, way, 'early']));
  const counts = { better: 0, worse: 0, betterAtOnce: 0, worseAtOnce: 0, saved: 0 };
  for (let run = 0; run < runs; run++) {
    const drawn = draw(truth, 1, chance);
    const [one, other] = [drawn.candidateScores[0]!, drawn.rivalScores];
    const [candidateScores, rivalScores] = way > 0 ? [one, other] : [other, one];
    const pairing = { metric: 'score', candidate: 'c1', rival: 'production', candidateScores, rivalScores };
    const { ended, examples } = lookUntilClear(pairing, run);
    if (ended) counts[ended]++;
    counts.saved += 1 - examples / truth.rows;
    const { better, worse } = claims(pairing, run);
    if (isMade(better)) counts.betterAtOnce++;
    if (isMade(worse)) counts.worseAtOnce++;
  }
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, (100 * count) / runs]),
  ) as typeof counts;
}

function lookUntilClear(pairing: PairedScores, run: number) {
  const rows = pairing.candidateScores.length;
  const looks = shares.map((share) => ({ share, examples: Math.round(share * rows) }));
  for (const [place, { examples }] of looks.entries()) {
    const [candidateScores, rivalScores] = [pairing.candidateScores, pairing.rivalScores].map((scores) =>
      Array.prototype.slice.call(scores, 0, examples),
    ) as [number[], number[]];
    const { better, worse } = claims(
      { ...pairing, candidateScores, rivalScores, looks: looks.slice(0, place + 1) },
      run,
    );
    if (isMade(better)) return { ended: 'better' as const, examples };
    if (isMade(worse)) return { ended: 'worse' as const, examples };
  }
  return { examples: rows };
}

const claims = (pairing: PairedScores, run: number) =>
  claimsOf(pairing, differencesOf(pairing), { level, margin: 0, resamples: 999, seed: `run ${run}` });

const isMade = ({ pValue, level }: Claim) => pValue <= level;
