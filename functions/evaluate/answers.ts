/** Answers to every example from every subject, and which subjects can be measured by them. */
import { PermanentError, TimeUpError } from '../../core/errors';
import { answersInPart } from '../../core/ledger-layout';
import { isOfAsked } from '../../core/over-budget';
import { plural } from '../../core/wording';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asking } from '../shared/evaluation/asking';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import { answersOf, measuring, type SubjectAnswers } from '../shared/evaluation/recorded-answers';
import { findUnaskable } from '../shared/evaluation/shards';
import type { Examined, Subject } from '../shared/evaluation/subjects';
import { configurationOf } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';
import { isLast, type PlannedLook } from './looks';
import { checkMeasurable, mostCostly, tooCostly } from './measurable';
import { askRivals } from './naive/answers';
import { shareOut, type ToCome } from './sharing-out';

export interface Answered {
  /** Of each subject that could be measured, in the order of the examples. */
  answers: Record<string, SubjectAnswers>;
  /** Why each of the others could not be: it cannot be asked, or leaves more unanswered than the pipeline takes. */
  unmeasured: Record<string, PermanentError>;
  /** Who was to answer without being a model. */
  rivals: Examined[];
}

/**
 * Of the examples until a look; undefined when the time was up before all answers were there. A candidate that cannot be measured leaves the choice to the
 * others, which are paid for; whether it has said enough is not asked before the last look. Nor must a production model, which another run has replaced by now, or whose base is retired,
 * stand in the way of what replaces it.
 * @param all the examples, of which the naive rivals are asked all at once
 * @throws PermanentError when the base cannot be measured, or no candidate can: nothing is left to compare.
 */
export async function askAll(
  subjects: Subject[],
  look: PlannedLook,
  all: HeldOutSet,
  context: EvaluateContext,
): Promise<Answered | undefined> {
  const { heldOut } = look;
  const { examples, labels } = heldOut;
  const count = examples.places.length;
  const total = subjects.length * count;
  const measure = await measuring(labels, context);
  const sharedOut = await shareOut(subjects, look, measure, context);
  const rivals = await askRivals(all, measure, context);
  if (!rivals) return undefined;
  // Rivals take a while, in which the answers of models may have come.
  const isToCome = sharedOut.answers > 0 || sharedOut.batches.length > 0;
  if (isToCome) waitFor(await shareOut(subjects, look, measure, context));
  const answers: Answered['answers'] = {};
  const unmeasured: Answered['unmeasured'] = {};
  for (const [index, subject] of subjects.entries()) {
    const { name } = subject;
    const onProgress = (answered: number) => {
      const done = index * count + answered;
      context.log.progress(`${name} answers`, { done, total, unit: 'examples', candidate: name });
    };
    try {
      const unaskable = await findUnaskable(subject, context);
      if (unaskable) throw unaskable;
      const own = await heldOutFor(subject, heldOut, context);
      const said = await answersOf(
        subject,
        { ...own.examples, ask: asking(subject, own, measure, context), onProgress },
        context,
      );
      if (!said) return undefined;
      if (isLast(look)) checkMeasurable(subject, said.measured, configurationOf(context.run).pipeline.evaluation);
      answers[name] = said;
    } catch (error) {
      if (name === 'base' || !isOfAsked(error)) throw error;
      unmeasured[name] = error;
      context.log.warning(`${name} is not measured: ${error.message}`, { candidate: name });
    }
  }
  if (isLast(look)) leaveOutCostly(subjects, { answers, unmeasured }, context);
  checkChoice(subjects, unmeasured);
  return {
    answers: { ...answers, ...untilLook(rivals.answers, count) },
    unmeasured: { ...unmeasured, ...rivals.unmeasured },
    rivals: rivals.rivals,
  };
}

/** @throws TimeUpError where something is to come; shards are waited for first, and then one batch after the other */
function waitFor({ answers, batches: [batch] }: ToCome): void {
  if (answers > 0)
    throw new TimeUpError(`${plural(answers, 'answer')} of models are still to come`, { waitsFor: { answers } });
  if (batch !== undefined) throw new TimeUpError(`the batch ${batch} is still to come`, { waitsFor: { batch } });
}

/** Rivals take seconds, once: they have answered all examples by then. */
const untilLook = (answers: Answered['answers'], count: number): Answered['answers'] =>
  Object.fromEntries(
    Object.entries(answers).map(([name, { measured, parts }]) => [
      name,
      { measured: measured.slice(0, count), parts: parts.slice(0, Math.ceil(count / answersInPart)) },
    ]),
  );

/** Each may be without a few examples that it could not be asked, and yet all together be without too many. */
function leaveOutCostly(
  subjects: Subject[],
  { answers, unmeasured }: Omit<Answered, 'rivals'>,
  { run, log }: EvaluateContext,
): void {
  const { maximumUnscoredShare } = configurationOf(run).pipeline.evaluation;
  const measured = () => Object.fromEntries(Object.entries(answers).map(([name, own]) => [name, own.measured]));
  for (;;) {
    const found = mostCostly(measured(), maximumUnscoredShare);
    if (!found) return;
    const { name } = found;
    unmeasured[name] = tooCostly(
      subjects.find((subject) => subject.name === name)!,
      found,
      maximumUnscoredShare,
    );
    delete answers[name];
    log.warning(unmeasured[name].message, { candidate: name });
  }
}

/** @throws PermanentError when no candidate is left, for the reason of each */
function checkChoice(subjects: Subject[], unmeasured: Answered['unmeasured']): void {
  const candidates = subjects.filter(({ name }) => name !== 'base' && name !== 'production');
  const reasons = candidates.flatMap(({ name }) => unmeasured[name] ?? []);
  if (reasons.length < candidates.length) return;
  const [first, ...others] = reasons as [PermanentError, ...PermanentError[]];
  if (others.length === 0) throw first;
  const { where, fix } = first;
  throw new PermanentError(reasons.map(({ message }) => message).join('; '), { where, fix, cause: first });
}
