/** The gate: which candidate, if any, is good enough to replace what there is. */
import { measurements as known, writeMeasurement, type MeasurementName } from '../../core/measurements';
import { isNaive } from '../../core/naive';
import { isAccepted, isAsked } from '../../core/verdict/accepted';
import type { MeasuredComparison, PairedComparison } from '../../core/verdict/comparison';
import { verdictText, worseByMoreText } from '../../core/verdict/words';
import type { Comparison, EventData, PipelineSpec, Production } from '../../schemas/generated/types';

type Gate = PipelineSpec['deployment']['gate'];
type Evaluated = Pick<
  EventData['landfall.model.evaluated.v1'],
  | 'run'
  | 'metrics'
  | 'measurements'
  | 'candidates'
  | 'unmeasured'
  | 'production'
  | 'comparisons'
  | 'slices'
  | 'judgements'
>;

export type Verdict = { champion: string } | Refusal;

export interface Refusal {
  reasons: string[];
  /** What a person may change, a line for each. */
  fix?: string;
}

/** Why a candidate does not pass. */
interface Objection {
  reason: string;
  fix?: string;
}

/**
 * A candidate passes that reaches the minimum, keeps below every maximum and, compared with each of its rivals, is found what the gate asks for. The best of
 * those is champion, the earlier one when two are equal. Otherwise there is a reason for each comparison that says no.
 * @param production what is served now: a run that was compared with something else is refused
 */
export function chooseChampion(evaluated: Evaluated, production: Production | undefined, gate: Gate): Verdict {
  const { metrics, candidates, unmeasured = {} } = evaluated;
  if (evaluated.production !== undefined && production?.run !== evaluated.production)
    return {
      reasons: [
        `the candidates were compared with the production of run ${evaluated.production}, which has been replaced since by ${production?.run ?? 'nothing'}`,
      ],
      fix: 'drop the batch again: the candidates are compared with what is in production then',
    };

  const objections: Objection[] = [];
  const passed: { id: string; score: number }[] = [];
  for (const { id } of candidates) {
    const score = metrics[id]?.[gate.metric];
    const found =
      score === undefined
        ? [{ reason: unmeasured[id] ?? `${id} was not measured on ${gate.metric}${unjudged(evaluated, gate)}` }]
        : [
            ...underMinimum(id, score, gate),
            ...overMaximum(id, evaluated, gate),
            ...worseSlices(id, evaluated),
            ...lost(id, evaluated, production, gate),
          ];
    objections.push(...found);
    if (found.length === 0) passed.push({ id, score: score! });
  }
  const champion = passed.reduce<(typeof passed)[number] | undefined>(
    (a, b) => (a && a.score >= b.score ? a : b),
    undefined,
  );
  if (champion) return { champion: champion.id };
  if (objections.length === 0) return { reasons: ['there is no candidate'] };
  const fixes = new Set(objections.flatMap(({ fix }) => fix ?? []));
  return { reasons: objections.map(({ reason }) => reason), ...(fixes.size > 0 && { fix: [...fixes].join('\n') }) };
}

function underMinimum(id: string, score: number, { metric, minimum }: Gate): Objection[] {
  if (score >= minimum) return [];
  return [
    {
      reason: `${id}: ${metric} ${rounded(score)} is under the gate's minimum of ${rounded(minimum)}`,
      fix: 'give it more examples, or another base model; deployment.gate.minimum of pipeline.yaml says what is good enough',
    },
  ];
}

/** Shown to lie above a ceiling: by chance alone, one that lies just at it is refused in one of forty runs. */
function overMaximum(id: string, { measurements }: Evaluated, { maximum = {} }: Gate): Objection[] {
  return (Object.entries(maximum) as [MeasurementName, number][]).flatMap(([name, ceiling]) => {
    const measured = measurements?.[id]?.[name];
    const { title } = known[name];
    const fix = `deployment.gate.maximum.${name} of pipeline.yaml says how much is too much`;
    if (!measured) return [{ reason: `${id}: ${title} was not measured, and the gate has a maximum for it`, fix }];
    const { value, atLeast = value, unit } = measured;
    if (!(atLeast > ceiling)) return [];
    const written = (number: number) => writeMeasurement(name, number, unit);
    return [
      {
        reason: `${id}: ${title} ${written(value)}, of which the 95 % interval begins at ${written(atLeast)}, is over the gate's maximum of ${written(ceiling)}`,
        fix,
      },
    ];
  });
}

const unjudged = ({ judgements = [] }: Evaluated, { metric }: Gate): string => {
  const reason = judgements.find((each) => each.metric === metric)?.unmeasured;
  return reason === undefined ? '' : `: ${reason}`;
};

/** Shown to be worse by more than the gate takes, on a slice. */
const worseSlices = (id: string, { slices = [], run }: Evaluated): Objection[] =>
  slices.flatMap((comparison) => {
    if (comparison.candidate !== id || comparison.method === 'none') return [];
    const reason = worseByMoreText(comparison as MeasuredComparison);
    return reason === undefined ? [] : [{ reason, fix: remedies.worse(comparison, run) }];
  });

/** Of a gate that asks for production alone, a first model has nothing to be better than; a later one has, even if that could not be measured. */
function lost(
  id: string,
  { run, comparisons, unmeasured = {} }: Evaluated,
  production: Production | undefined,
  { promote, against }: Gate,
): Objection[] {
  const own = comparisons?.filter(({ candidate, rival }) => candidate === id && isAsked(rival, against)) ?? [];
  if (own.length > 0) return beatenBy(own, run, promote);
  const asksForProductionAlone = comparisons && against.every((kind) => kind === 'production');
  if (asksForProductionAlone && production === undefined) return [];
  const why = unmeasured['production'];
  if (!asksForProductionAlone || why === undefined)
    return [{ reason: `${id} was compared with nothing`, fix: 'drop the batch again' }];
  if (isAccepted('not measurable', promote)) return [];
  return [
    {
      reason: `${id} was compared with nothing: ${why}`,
      fix: 'where production can be asked no more, name another rival in deployment.gate.against, and drop the batch again',
    },
  ];
}

const beatenBy = (comparisons: Comparison[], run: string, promote: Gate['promote']): Objection[] =>
  comparisons
    .filter(({ verdict }) => !isAccepted(verdict, promote))
    .map((comparison) => ({ reason: inWords(comparison), fix: remedies[comparison.verdict](comparison, run) }));

/** The schema keeps a comparison as what it is found to be; with numbers or without. */
const inWords = (comparison: Comparison): string => verdictText(comparison as PairedComparison);

const remedies: Record<Comparison['verdict'], (comparison: Comparison, run: string) => string | undefined> = {
  better: () => undefined,
  worse: ({ rival }, run) =>
    isNaive(rival) ? noModel : `look at the examples that it lost: npx landfall report ${run}`,
  'no difference': ({ rival }) =>
    isNaive(rival) ? noModel : `${promoting('notWorse')} also deploys a model that is as good`,
  'not measurable': ({ rival, method, difference = 0, shareSeen }) => {
    // Another comparison has decided, before this one could.
    if (shareSeen !== undefined) return undefined;
    if (rival === 'production' && method === 'none')
      return `${comparing('base, naive')} deploys once without comparing with production`;
    if (difference <= 0)
      return isNaive(rival) ? noModel : 'it scored no higher: train it on more examples, or another base';
    return `hold out more examples; ${promoting('unlessWorse')} deploys without proof what is not shown to be worse`;
  },
};

const promoting = (promote: Gate['promote']) => `deployment.gate.promote: ${promote} in pipeline.yaml`;
const comparing = (against: string) => `deployment.gate.against: [${against}] in pipeline.yaml`;
const noModel = `answers that take no model do as well: train it on more examples, or another base; ${comparing('base, production')} deploys it all the same`;

const rounded = (score: number) => String(Number(score.toFixed(3)));
