/** Looking up to five times instead of once, as evaluate does: the same error, and the answers that are not asked for when a case is clear. */
import { compareWithRivals, type Compared } from '../../functions/evaluate/comparisons';
import { isClear, looksOf, type PlannedLook } from '../../functions/evaluate/looks';
import type { HeldOutSet } from '../../functions/shared/evaluation/held-out';
import type { MeasuredAnswer } from '../../functions/shared/evaluation/recorded-answers';
import type { PairedComparison } from '../../core/verdict/comparison';
import { usualGate } from '../../test/usual-gate';
import type { Figure } from '../figure';
import { chanceFrom, graded, rightOrWrong, type Draw, type Truth } from './models';
import { errorOf, percentOf } from './nulls';

const metric = 'exactMatch';
const asked = {
  looks: 'auto' as const,
  metrics: [metric] as [typeof metric],
  gate: { ...usualGate({ metric, minimum: 0 }), against: ['production' as const] },
};
const { level } = asked.gate;

interface Setting extends Omit<Truth, 'gain'> {
  kind: string;
  draw: Draw;
  candidates: number;
}

const settings: Setting[] = [
  { kind: 'right/wrong', draw: rightOrWrong, rows: 550, discordance: 0.15, candidates: 1 },
  { kind: 'right/wrong', draw: rightOrWrong, rows: 550, discordance: 0.15, candidates: 4 },
  { kind: 'right/wrong', draw: rightOrWrong, rows: 300, discordance: 0.3, candidates: 1 },
  { kind: 'graded', draw: graded, rows: 300, discordance: 0.6, candidates: 1 },
];

/** Those beyond which a case counts as clear. */
const clearGains = [0.1, 0.05, -0.05, -0.1];

export function earlyFigures(runs: number): Figure[] {
  return settings.flatMap((setting) => {
    const { kind, rows, discordance, candidates } = setting;
    // Thousands of turned signs each: as often as the error asks for, and for the gains as often as they need.
    const [times, gainTimes] = kind === 'graded' ? [Math.ceil(runs / 2), Math.ceil(runs / 20)] : [runs, runs];
    const others = candidates > 1 ? `, ${candidates} candidates` : '';
    const named = `looks, ${kind}, ${rows} rows, ${percentOf(discordance)} differ${others}`;
    const equal = outcomes(setting, 0, times);
    const limit = 100 * level + errorOf(level, times);
    const covered = (found: number, of: number) => (found < 93 - errorOf(0.07, of) ? 'less than 93 %' : undefined);
    // Of several candidates all have to be clear, and the others are as good as production.
    const clear = candidates > 1 ? [] : clearGains.filter((gain) => kind !== 'graded' || Math.abs(gain) < 0.1);
    return [
      {
        name: `${named}, equal: promoted`,
        value: equal.better,
        unit: '%',
        against: `one look ${equal.betterAtOnce.toFixed(1)} %`,
        problem: equal.better > limit ? `more than ${100 * level} % are promoted` : undefined,
      },
      { name: `${named}, equal: answers saved`, value: equal.saved, unit: '%' },
      {
        name: `${named}, equal: intervals that hold the truth`,
        value: equal.covered,
        unit: '%',
        problem: covered(equal.covered, times),
      },
      ...clear.flatMap((gain): Figure[] => {
        const found = outcomes(setting, gain, gainTimes);
        const said = `${named}, ${gain > 0 ? '+' : ''}${100 * gain} points`;
        return [
          {
            name: `${said}: answers saved`,
            value: found.saved,
            unit: '%',
            against:
              gain > 0
                ? `better in ${found.better.toFixed(1)} %, in one look ${found.betterAtOnce.toFixed(1)} %`
                : `worse in ${found.worse.toFixed(1)} %, in one look ${found.worseAtOnce.toFixed(1)} %`,
          },
          {
            name: `${said}: intervals that hold the truth`,
            value: found.covered,
            unit: '%',
            problem: covered(found.covered, gainTimes),
          },
        ];
      }),
    ];
  });
}

/** In per cent of runs, and of answers; of several candidates `better` is any. A loss is a gain with the models changed about. */
function outcomes({ kind, draw, candidates, ...truth }: Setting, gain: number, runs: number) {
  const chance = chanceFrom(JSON.stringify([kind, truth, candidates, gain, 'looks']));
  const counts = { better: 0, worse: 0, betterAtOnce: 0, worseAtOnce: 0, saved: 0, covered: 0 };
  const ids = Array.from({ length: candidates }, (_, place) => `c${place + 1}`);
  const looks = looksOf(heldOutOf(truth.rows), 1 + candidates, asked);
  for (let run = 0; run < runs; run++) {
    const { candidateScores, rivalScores } = draw({ ...truth, gain: Math.abs(gain) }, candidates, chance);
    const [own, production] = gain < 0 ? [[rivalScores], candidateScores[0]!] : [candidateScores, rivalScores];
    const answers = { production, ...Object.fromEntries(ids.map((id, place) => [id, own[place]!])) };
    const { comparisons, look } = lookUntilClear(looks, ids, answers, run);
    const atOnce = comparedOn(looks.at(-1)!, ids, answers, run, false).comparisons;
    if (some(comparisons, 'better')) counts.better++;
    if (some(comparisons, 'worse')) counts.worse++;
    if (some(atOnce, 'better')) counts.betterAtOnce++;
    if (some(atOnce, 'worse')) counts.worseAtOnce++;
    counts.saved += 1 - look.ends.at(-1)! / truth.rows;
    counts.covered += Number(holds(comparisons[0]!, gain));
  }
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, (100 * count) / runs]),
  ) as typeof counts;
}

function lookUntilClear(looks: PlannedLook[], ids: string[], answers: Record<string, Float64Array>, run: number) {
  for (const look of looks) {
    const { compared, comparisons } = comparedOn(look, ids, answers, run, true);
    if (look === looks.at(-1) || isClear(compared, comparisons, asked)) return { comparisons, look };
  }
  throw new Error('there is no look');
}

function comparedOn(
  { ends, planned }: PlannedLook,
  candidates: string[],
  scores: Record<string, Float64Array>,
  run: number,
  isInLooks: boolean,
) {
  const count = ends.at(-1)!;
  const measured = (own: Float64Array) =>
    Array.from(own.subarray(0, count), (score): MeasuredAnswer => ({ ...answered, scores: { [metric]: score } }));
  const compared: Compared = {
    answers: Object.fromEntries(
      Object.entries(scores).map(([name, own]) => [name, { parts: [], measured: measured(own) }]),
    ),
    candidates,
    prompted: [],
    groups: Array.from({ length: count }, () => undefined),
    ...(isInLooks && { looks: { ends, planned: planned.at(-1)! } }),
  };
  return { compared, comparisons: compareWithRivals(compared, asked, { level, seed: `run ${run}` }) };
}

const answered = { outcome: 'answered' as const, finishReason: 'STOP' };

const some = (comparisons: PairedComparison[], verdict: PairedComparison['verdict']) =>
  comparisons.some((each) => each.verdict === verdict);

const holds = (comparison: PairedComparison, truth: number): boolean =>
  comparison.method !== 'none' && comparison.interval[0] <= truth && truth <= comparison.interval[1];

/** So many examples, each of which stands for itself. */
const heldOutOf = (count: number): HeldOutSet => ({
  evaluationUri: 'gs://bench/evaluation.jsonl',
  trainUri: 'gs://bench/train.jsonl',
  examples: {
    places: Array.from({ length: count }, (_, line) => ({ line, start: line, end: line + 1 })),
    read: () => Promise.reject(new Error('nothing is read here')),
  },
  known: Array.from({ length: count }, () => null),
  labels: [],
});
