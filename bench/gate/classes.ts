/** Macro F1 at the gate: equal models of few and of many classes, even and uneven, and one that learns the rare ones. */
import { metricsOf, type MetricEntry } from '../../core/metrics';
import { testDifferences } from '../../core/verdict/claims';
import { intervalOf } from '../../core/verdict/compare';
import { differencesOf, type Differences } from '../../core/verdict/paired-scores';
import type { Figure } from '../figure';
import { chanceFrom } from './models';
import { errorOf } from './nulls';

export interface Labels {
  rows: number;
  /** How often each class is wanted. */
  shares: number[];
  /** How often a model is right on each class. */
  candidate: number[];
  rival: number[];
  /** What the candidate says instead: any class, or always the next, which leaves some classes seldom said. */
  confuses: 'any' | 'next';
  /** Share of examples on which the candidate answers as its rival does. */
  alike: number;
}

const level = 0.05;
const draws = { resamples: 999, seed: 'a run' };

/** So many classes; uneven, each is so much rarer than the one before it. */
export function sharesOf(classes: number, rarer = 1): number[] {
  const weights = Array.from({ length: classes }, (_, place) => rarer ** place);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The macro F1 that so many rows come to in the end. */
export function macroF1Of({ shares }: Pick<Labels, 'shares'>, right: number[], confuses: Labels['confuses']): number {
  const classes = shares.length;
  const saidWrongly = (label: number): number =>
    shares.reduce((sum, share, wanted) => {
      if (wanted === label) return sum;
      const isNext = (wanted + 1) % classes === label;
      return sum + share * (1 - right[wanted]!) * (confuses === 'any' ? 1 / (classes - 1) : Number(isNext));
    }, 0);
  const f1 = shares.map((share, label) => {
    const hits = share * right[label]!;
    return (2 * hits) / (share + hits + saidWrongly(label));
  });
  return f1.reduce((a, b) => a + b, 0) / classes;
}

/** Another model with the same macro F1: worse on every other class, better on the others, and confused otherwise. */
export function equalOtherwise(labels: Omit<Labels, 'candidate' | 'confuses'>): Labels {
  const { shares, rival } = labels;
  const candidateOf = (better: number) => rival.map((right, label) => (label % 2 === 0 ? right - 0.12 : better));
  const wanted = macroF1Of({ shares }, rival, 'any');
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (macroF1Of({ shares }, candidateOf(middle), 'next') < wanted) low = middle;
    else high = middle;
  }
  return { ...labels, candidate: candidateOf(low), confuses: 'next' };
}

/** The gate's comparison of what two such models say. */
export function drawDifferences(labels: Labels, metric: MetricEntry, chance: () => number): Differences {
  const { rows, shares, candidate, rival, confuses, alike } = labels;
  const classes = shares.length;
  const wrong = (wanted: number, how: Labels['confuses']) =>
    how === 'next' ? (wanted + 1) % classes : (wanted + 1 + Math.floor(chance() * (classes - 1))) % classes;
  const say = (wanted: number, right: number, how: Labels['confuses']) =>
    chance() < right ? wanted : wrong(wanted, how);
  const wanted = Array.from({ length: rows }, () => {
    let [label, rest] = [0, chance() - shares[0]!];
    while (rest > 0 && label < classes - 1) rest -= shares[(label += 1)]!;
    return label;
  });
  const others = wanted.map((label) => say(label, rival[label]!, 'any'));
  const own = wanted.map((label, place) =>
    chance() < alike ? others[place]! : say(label, candidate[label]!, confuses),
  );
  const { measure, counting } = metricsOf([metric])[0]!;
  const [measured, measuredOfRival] = [own, others].map((said) =>
    said.map((label, place) => measure(String(label), [String(wanted[place])])),
  );
  const counted = counting?.([...measured!, ...measuredOfRival!].map(({ statistics }) => statistics!));
  const placesOf = (answers: typeof measured) => answers!.map(({ statistics }) => counted!.placesOf(statistics!));
  return differencesOf(
    {
      metric: 'a metric',
      candidate: 'c1',
      rival: 'production',
      candidateScores: measured!.map(({ score }) => score),
      rivalScores: measuredOfRival!.map(({ score }) => score),
      ...(counted && {
        pooled: { ...counted, candidate: placesOf(measured), rival: placesOf(measuredOfRival) },
      }),
    },
    rows,
    draws,
  );
}

const kinds: [string, number[]][] = [
  ['2 classes', sharesOf(2, 0.25)],
  ['10 even classes', sharesOf(10)],
  ['10 uneven classes', sharesOf(10, 0.7)],
  ['40 uneven classes', sharesOf(40, 0.93)],
];

/** A thousand draws each: a quarter of the runs, 4,000, in each cell. */
export const classFigures = (runs: number): Figure[] =>
  [nullFigures, seenFigures].flatMap((figures) => figures(Math.ceil(runs / 4)));

/** How often macro F1 is called better that is not, and its interval holds the truth. */
function nullFigures(runs: number): Figure[] {
  return kinds.flatMap(([kind, shares]) =>
    [50, 112, 250, 550].flatMap((rows) => {
      const rival = shares.map(() => 0.75);
      const alikes: [string, Labels][] = [
        ['as good on every class', { rows, shares, rival, candidate: rival, confuses: 'any', alike: 0.6 }],
        ['as good on the whole', equalOtherwise({ rows, shares, rival, alike: 0 })],
      ];
      return alikes.flatMap(([how, labels]) => {
        const chance = chanceFrom(JSON.stringify([labels, 'classes']));
        let [promoted, held] = [0, 0];
        for (let run = 0; run < runs; run++) {
          const differences = drawDifferences(labels, 'macroF1', chance);
          if (testDifferences(differences, { ...draws, margin: 0 }).better <= level) promoted++;
          const [low, high] = intervalOf(differences, { ...draws, confidence: 0.95 });
          if (low <= 0 && high >= 0) held++;
        }
        const value = (100 * promoted) / runs;
        return {
          name: `equal macro F1, ${kind}, ${rows} rows, ${how}: promoted`,
          value,
          unit: '%',
          against: `interval holds the truth in ${((100 * held) / runs).toFixed(1)} %`,
          problem: value > 100 * level + errorOf(level, runs) ? 'more than 5 % are promoted' : undefined,
        };
      });
    }),
  );
}

/** A candidate that knows the rare half of ten classes better: by macro F1, and by whether answers are right. */
function seenFigures(runs: number): Figure[] {
  const shares = sharesOf(10, 0.7);
  return [112, 250, 550].map((rows) => {
    const rival = shares.map((_, label) => (label < 5 ? 0.8 : 0.4));
    const candidate = rival.map((right, label) => (label < 5 ? right : 0.7));
    const labels: Labels = { rows, shares, rival, candidate, confuses: 'any', alike: 0 };
    const [byMacroF1, byMatch] = (['macroF1', 'exactMatch'] as const).map((metric) => {
      const chance = chanceFrom(JSON.stringify([labels, 'seen']));
      let seen = 0;
      for (let run = 0; run < runs; run++) {
        const differences = drawDifferences(labels, metric, chance);
        if (testDifferences(differences, { ...draws, margin: 0 }).better <= level) seen++;
      }
      return (100 * seen) / runs;
    });
    const gain = macroF1Of({ shares }, candidate, 'any') - macroF1Of({ shares }, rival, 'any');
    return {
      name: `rare classes learnt, macro F1 +${(100 * gain).toFixed(0)} points, ${rows} rows: promoted`,
      value: byMacroF1!,
      unit: '%',
      against: `by exactMatch ${byMatch!.toFixed(1)} %`,
    };
  });
}
