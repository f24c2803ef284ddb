/** The gate: which candidate, if any, is good enough to replace what there is. */
import type { EventData, PipelineSpec, Production } from '../../schemas/generated/types';

type Gate = PipelineSpec['deployment']['gate'];
type Evaluated = Pick<EventData['landfall.model.evaluated.v1'], 'metrics' | 'candidates' | 'unmeasured' | 'production'>;

export type Verdict = { champion: string } | { reasons: string[] };

/**
 * Every candidate is held against the minimum, the untuned base, and production when there is one; the best of those
 * that pass is champion, the earlier one when two are equal. Otherwise one reason per failed comparison.
 */
export function chooseChampion(evaluated: Evaluated, production: Production | undefined, gate: Gate): Verdict {
  const { metrics, candidates, unmeasured = {} } = evaluated;
  const { metric, minimum, minimumGain } = gate;
  // Measured on this run's examples where that was possible, else as it was measured when it was deployed: so too when
  // another run was deployed after the evaluation.
  const isMeasured = production !== undefined && evaluated.production === production.run;
  const rivals = [
    { name: 'the base', score: metrics['base']?.[metric] },
    ...(production
      ? [{ name: 'production', score: (isMeasured ? metrics['production'] : production.metrics)?.[metric] }]
      : []),
  ];

  const reasons: string[] = [];
  const passed: { id: string; score: number }[] = [];
  for (const { id } of candidates) {
    const score = metrics[id]?.[metric];
    const found =
      score === undefined ? [unmeasured[id] ?? `${id} was not measured on ${metric}`] : objections(id, score);
    reasons.push(...found);
    if (found.length === 0) passed.push({ id, score: score! });
  }
  const best = passed.reduce<(typeof passed)[number] | undefined>(
    (a, b) => (a && a.score >= b.score ? a : b),
    undefined,
  );
  return best ? { champion: best.id } : { reasons: reasons.length > 0 ? reasons : ['there is no tuned candidate'] };

  function objections(id: string, score: number): string[] {
    const low =
      score < minimum ? [`${id}: ${metric} ${rounded(score)} is under the gate's minimum of ${rounded(minimum)}`] : [];
    const beaten = rivals.flatMap(({ name, score: other }) => {
      // Against rounding: 0.35 is a gain of 0.05 over 0.3.
      if (other === undefined || score - other >= minimumGain - 1e-9) return [];
      return [
        `${id}: ${metric} ${rounded(score)} against ${rounded(other)} of ${name} is a gain under the gate's ${rounded(minimumGain)}`,
      ];
    });
    return [...low, ...beaten];
  }
}

const rounded = (score: number) => String(Number(score.toFixed(3)));
