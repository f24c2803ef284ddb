/** What an evaluation has cost: the answers on record and the judges, at the prices of the run. */
import { answerPrice, isBilledByToken } from '../../core/price';
import { drawnFor, evaluationEntry, withBill } from '../../core/spending';
import type { Judgement } from '../../schemas/generated/types';
import type { Subject } from '../shared/evaluation/subjects';
import { frozenModel } from '../shared/models/provider';
import { changeSpending } from '../shared/spending/change';
import type { Answered } from './answers';
import type { EvaluateContext } from './context';

/**
 * In US dollars; undefined where not all is known: a price, the tokens of an answer, the hours of a machine, what was asked of who could
 * not be measured.
 */
export function billOfAnswers(
  subjects: Subject[],
  { answers, unmeasured }: Pick<Answered, 'answers' | 'unmeasured'>,
  judgements: Pick<Judgement, 'price'>[],
): number | undefined {
  if (subjects.some(({ name }) => unmeasured[name])) return undefined;
  const ofSubjects = subjects.map(({ name, base, tunedModel, configuration }) => {
    const { price } = frozenModel(configuration, base);
    const asked = answers[name]!.measured.filter(({ outcome }) => outcome !== 'rejected');
    const isTuned = tunedModel !== undefined;
    if (!price || !isBilledByToken(price, isTuned) || asked.some(({ usage }) => !usage)) return undefined;
    return asked.reduce((sum, { usage, inBatch }) => {
      const whole = answerPrice(usage!, price, isTuned);
      return sum + (inBatch ? whole * (price.batchFactor ?? 1) : whole);
    }, 0);
  });
  const all = [...ofSubjects, ...judgements.map(({ price }) => price)];
  return all.includes(undefined) ? undefined : all.reduce<number>((sum, each) => sum + each!, 0);
}

/** One that nothing was asked of has cost nothing. */
const isPriced = ({ price, asked }: Pick<Judgement, 'price' | 'asked'>): boolean => price !== undefined || asked === 0;

/**
 * The bill takes the place of what tune has committed: all that was drawn, for answers too that are on no record. As long as it is not
 * known, what is committed counts on.
 */
export async function settleEvaluation(
  subjects: Subject[],
  answered: Pick<Answered, 'answers' | 'unmeasured'>,
  judgements: Pick<Judgement, 'price' | 'asked'>[],
  { run, deps }: Pick<EvaluateContext, 'run' | 'deps'>,
): Promise<void> {
  const bill = billOfAnswers(subjects, answered, judgements);
  const hasPrices = subjects.every(({ base, configuration }) => frozenModel(configuration, base).price);
  if (bill === undefined && !(hasPrices && judgements.every(isPriced))) return;
  const at = deps.clock.now().toISOString();
  const id = evaluationEntry(run.run);
  await changeSpending(
    run,
    (before) => ({ spending: withBill(before, id, at, Math.max(bill ?? 0, drawnFor(before, id))) }),
    deps,
  );
}
