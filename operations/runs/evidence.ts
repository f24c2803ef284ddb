/** What a candidate said on held-out examples that tells most: beside its rivals, and where it was wrong. */
import type { EvaluatedExample, EvaluationReport } from '../../schemas/generated/types';
import { confusionOf, labelPairs, type Confusion, type LabelPair } from './confusion';
import type { Ledger } from '../ledger/ledger';
import type { RunView } from './run-view';
import { verdictsOf } from './verdicts';

export interface SideBySide {
  rival: string;
  outcome: 'win' | 'tie' | 'loss';
  example: EvaluatedExample;
}

export interface Mistake {
  target: string;
  said: string;
  count: number;
}

export interface Evidence {
  /** Whose it is. */
  candidate: string;
  /** By which they are told apart. */
  metric: string;
  /** At most two wins, two losses and two ties against each of base and production. */
  sideBySide: SideBySide[];
  /** Which label it said where which was wanted; absent where the targets are texts of their own. */
  confusion?: Confusion;
  /** Labels taken for others, the most frequent first; none where the targets are texts of their own. */
  mistakes: Mistake[];
  /** Examples that it did worst on, the worst first. */
  worst: EvaluatedExample[];
}

const ofEachKind = 2;
const mostMistakes = 20;
const mostWorst = 5;

/** Of each candidate, the champion, else the best, first; none where nothing was compared, or the report is gone. */
export async function readEvidence(ledger: Ledger, view: RunView): Promise<Evidence[]> {
  const verdicts = verdictsOf(view);
  const report = view.evaluated && (await ledger.readText(view.evaluated.reportUri));
  if (!verdicts || !report) return [];
  const { predictions } = JSON.parse(report) as EvaluationReport;
  const candidates = new Set([verdicts.leader, ...verdicts.all.map(({ candidate }) => candidate)]);
  return [...candidates].map((candidate) => evidenceOf(predictions, candidate, verdicts.all[0]!.metric));
}

export function evidenceOf(predictions: EvaluatedExample[], candidate: string, metric: string): Evidence {
  const scoreOf = ({ answers }: EvaluatedExample, subject = candidate): number | undefined =>
    answers[subject]?.scores[metric];
  const scored = predictions.filter((example) => scoreOf(example) !== undefined);
  const pairs = labelPairs(scored, candidate);
  const confusion = confusionOf(pairs);
  return {
    candidate,
    metric,
    ...(confusion && { confusion }),
    sideBySide: ['base', 'production'].flatMap((rival) => {
      const gains = scored
        .filter((example) => scoreOf(example, rival) !== undefined)
        .map((example) => ({ example, gain: scoreOf(example)! - scoreOf(example, rival)! }))
        .toSorted((a, b) => Math.abs(b.gain) - Math.abs(a.gain));
      const some = (outcome: SideBySide['outcome'], sign: number): SideBySide[] =>
        gains
          .filter(({ gain }) => Math.sign(gain) === sign)
          .slice(0, ofEachKind)
          .map(({ example }) => ({ rival, outcome, example }));
      return [...some('win', 1), ...some('loss', -1), ...some('tie', 0)];
    }),
    mistakes: mistakesOf(pairs),
    worst: scored
      .filter((example) => scoreOf(example)! < 1)
      .toSorted((a, b) => scoreOf(a)! - scoreOf(b)!)
      .slice(0, mostWorst),
  };
}

function mistakesOf(pairs: LabelPair[]): Mistake[] {
  const counted = new Map<string, Mistake>();
  for (const [said, target] of pairs) {
    if (said === target) continue;
    const key = JSON.stringify([target, said]);
    counted.set(key, { target, said, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()].toSorted((a, b) => b.count - a.count).slice(0, mostMistakes);
}
