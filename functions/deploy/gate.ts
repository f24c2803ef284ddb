/** The gate: which candidate, if any, is good enough to replace what there is. */
import type { EventData, PipelineSpec, Production } from '../../schemas/generated/types';

type Gate = PipelineSpec['deployment']['gate'];
type Evaluated = Pick<EventData['landfall.model.evaluated.v1'], 'metrics' | 'candidates' | 'unmeasured' | 'production'>;

export type Verdict = { champion: string } | Refusal;

interface Refusal {
  reasons: string[];
  /** What a person may change, a line for each. */
  fix?: string;
}

/** Why a candidate does not pass. */
interface Objection {
  reason: string;
  fix?: string;
}

/** Every metric is a score from 0 to 1. */
const best = 1;

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

  const objections: Objection[] = [];
  const passed: { id: string; score: number }[] = [];
  for (const { id } of candidates) {
    const score = metrics[id]?.[metric];
    const found =
      score === undefined ? [{ reason: unmeasured[id] ?? `${id} was not measured on ${metric}` }] : against(id, score);
    objections.push(...found);
    if (found.length === 0) passed.push({ id, score: score! });
  }
  const champion = passed.reduce<(typeof passed)[number] | undefined>(
    (a, b) => (a && a.score >= b.score ? a : b),
    undefined,
  );
  if (champion) return { champion: champion.id };
  if (objections.length === 0) return { reasons: ['there is no tuned candidate'] };
  const fixes = new Set(objections.flatMap(({ fix }) => fix ?? []));
  return { reasons: objections.map(({ reason }) => reason), ...(fixes.size > 0 && { fix: [...fixes].join('\n') }) };

  function against(id: string, score: number): Objection[] {
    const isLow = score < minimum;
    const low = {
      reason: `${id}: ${metric} ${rounded(score)} is under the gate's minimum of ${rounded(minimum)}`,
      fix: `give it more examples, or another base model; deployment.gate.minimum of pipeline.yaml says what is good enough`,
    };
    const beaten = rivals.flatMap(({ name, score: other }) => {
      // Against rounding: 0.35 is a gain of 0.05 over 0.3.
      if (other === undefined || score - other >= minimumGain - 1e-9) return [];
      const { reason, fix } = objection(score, other, minimumGain);
      return [{ reason: `${id}: ${metric} ${rounded(score)} against ${rounded(other)} of ${name}${reason}`, fix }];
    });
    return [...(isLow ? [low] : []), ...beaten];
  }
}

function objection(score: number, other: number, minimumGain: number): Objection {
  const asked = rounded(minimumGain);
  if (other + minimumGain > best + 1e-9) {
    // Never more than there is: 0.9704 leaves room for 0.029.
    const room = Math.floor((best - other) * 1000 + 1e-6) / 1000;
    return {
      reason: `: the gate asks for a gain of ${asked} over it, which no model can reach, as ${best} is the most there is`,
      fix: `set deployment.gate.minimumGain of pipeline.yaml to ${room === 0 ? '0:' : `${room} or less; with 0,`} a model that is as good is deployed too`,
    };
  }
  const gain = Number(rounded(score - other));
  const found = gain > 0 ? `a gain of ${gain}` : gain < 0 ? `worse by ${-gain}` : 'no gain';
  return {
    reason: ` is ${found}; the gate asks for a gain of ${asked}`,
    fix: `deployment.gate.minimumGain of pipeline.yaml says how much better a candidate must be: with 0, one that is as good is deployed too`,
  };
}

const rounded = (score: number) => String(Number(score.toFixed(3)));
