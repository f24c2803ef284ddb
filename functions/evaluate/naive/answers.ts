/** What the naive rivals answer to the held-out examples: recorded and measured like the answers of a model. */
import { isMissing, isPermanent, PermanentError } from '../../../core/errors';
import { together } from '../../../core/together';
import { lazy } from '../../shared/stage/lazy';
import type { EvaluateContext } from '../context';
import type { HeldOut } from '../../shared/evaluation/examples';
import type { HeldOutSet } from '../../shared/evaluation/held-out';
import { answersOf, type Measure, type SubjectAnswers } from '../../shared/evaluation/recorded-answers';
import type { Examined } from '../../shared/evaluation/subjects';
import { rivalsOf } from '../subjects';
import { createRivalsOf } from './rivals';

interface RivalsAnswered {
  rivals: Examined[];
  answers: Record<string, SubjectAnswers>;
  unmeasured: Record<string, PermanentError>;
}

/**
 * Undefined when the time was up. They are made only where one of their answers is not on record, which takes seconds. No model's
 * measurement depends on them: where they cannot be made, none is measured, for the same reason.
 */
export async function askRivals(
  { examples, labels, trainUri }: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<RivalsAnswered | undefined> {
  const { deps, log } = context;
  const made = lazy(() => createRivalsOf(trainUri, { hasLabels: labels.length > 0, ...context, ...deps }));
  const rivals = rivalsOf(trainUri, labels);
  const ask = ({ name }: Examined) => {
    const answer = async ({ request, references }: HeldOut) => {
      const text = (await made()).get(name)!.answer(request);
      const outcome = text.trim() === '' ? 'empty' : 'answered';
      return measure({ outcome, text, finishReason: 'STOP', answeredAt: deps.clock.now().toISOString() }, references);
    };
    return answersOf({ name, model: trainUri }, { ...examples, ask: answer }, context);
  };
  try {
    // At the same time: what takes long is to read and to write, and no provider has to bear it.
    const answered = await together(rivals.map(ask));
    const answers = rivals.flatMap(({ name }, index) => {
      const own = answered[index];
      return own ? [[name, own] as const] : [];
    });
    if (answers.length < rivals.length) return undefined;
    return { answers: Object.fromEntries(answers), unmeasured: {}, rivals };
  } catch (error) {
    if (!isMissing(error) && !isPermanent(error)) throw error;
    log.warning(`no naive rival is measured: ${error.message}`);
    const cause = new PermanentError(error.message, { cause: error });
    return { answers: {}, unmeasured: Object.fromEntries(rivals.map(({ name }) => [name, cause])), rivals };
  }
}
