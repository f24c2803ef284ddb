/** One look at an evaluation: all are asked the examples until then, their answers are judged, and the candidates are compared on them. */
import { promptedCandidates } from '../../core/candidates';
import { isNaive } from '../../core/naive';
import type { PairedComparison } from '../../core/verdict/comparison';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import { configurationOf } from '../shared/stage/ledger';
import { compareWithRivals, type Compared } from './comparisons';
import type { EvaluateContext } from './context';
import { examine, whyUnasked, type Examination } from './examination';
import { judgeAll, type AllJudged } from './judging';
import { isClear, isLast, type PlannedLook } from './looks';
import { areMeasurable } from './measurable';
import type { Examinable } from './subjects';

export interface Seen extends AllJudged {
  look: PlannedLook;
  examination: Examination;
  compared: Compared;
  comparisons: PairedComparison[];
  /** Nothing more is to be asked. */
  isEnough: boolean;
}

/**
 * Undefined when the time was up: all that is answered is kept for the next delivery.
 * @param all the examples that are planned
 * @throws as examine does
 */
export async function lookAt(
  look: PlannedLook,
  { candidates, all }: { candidates: Examinable; all: HeldOutSet },
  context: EvaluateContext,
): Promise<Seen | undefined> {
  const { run } = context;
  const { pipeline } = configurationOf(run);
  const examination = await examine(candidates, look, all, context);
  if (!examination) return undefined;
  const { heldOut, ends, planned } = look;
  const judged = await judgeAll(examination.answered.answers, heldOut.examples, context);
  if (!judged) return undefined;
  const { answers, judgements } = judged;
  const compared = {
    answers,
    candidates: candidates.map(({ id }) => id),
    prompted: promptedCandidates(configurationOf(run)).map(({ id }) => id),
    groups: heldOut.known.map((known) => known?.group),
    ...(planned.length > 1 && { looks: { ends, planned: planned.at(-1)! } }),
    withoutProduction: whyUnasked(examination),
    withoutScores: judgements.find(({ metric }) => metric === pipeline.deployment.gate.metric)?.unmeasured,
  };
  const asked = { ...pipeline.evaluation, ...pipeline.deployment };
  const { level } = examination.allowance;
  const comparisons = compareWithRivals(compared, asked, { level, seed: run.run });
  // Whoever would be left out by these answers may yet be measurable by all.
  const models = Object.entries(answers).filter(([name]) => !isNaive(name));
  const said = Object.fromEntries(models.map(([name, { measured }]) => [name, measured]));
  const isEnough = isLast(look) || (areMeasurable(said, pipeline.evaluation) && isClear(compared, comparisons, asked));
  return { ...judged, look, examination, compared, comparisons, isEnough };
}
