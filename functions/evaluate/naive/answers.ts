/** What the naive rivals answer to the held-out examples: recorded and measured like the answers of a model. */
import { isMissing, isPermanent, PermanentError } from '../../../core/errors';
import { lazy } from '../../shared/stage/lazy';
import type { EvaluateContext } from '../context';
import type { HeldOut, HeldOutExamples } from '../examples';
import { answersOf, measuring, type SubjectAnswers } from '../recorded-answers';
import { rivalsOf, type Examined } from '../subjects';
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
  examples: HeldOutExamples,
  labels: string[],
  context: EvaluateContext,
): Promise<RivalsAnswered | undefined> {
  const { run, deps, log } = context;
  const { trainUri } = (await deps.ledger.findOutput(run, 'transform'))!.data;
  const measure = measuring(labels, context);
  const made = lazy(() => createRivalsOf(trainUri, { hasLabels: labels.length > 0, ...context, ...deps }));
  const rivals = rivalsOf(trainUri, labels);
  const answers: RivalsAnswered['answers'] = {};
  try {
    for (const rival of rivals) {
      const ask = async ({ request, target }: HeldOut) => {
        const text = (await made()).get(rival.name)!.answer(request);
        return measure({ outcome: text.trim() === '' ? 'empty' : 'answered', text, finishReason: 'STOP' }, target);
      };
      const own = await answersOf(rival, { ...examples, ask }, context);
      if (!own) return undefined;
      answers[rival.name] = own;
    }
    return { answers, unmeasured: {}, rivals };
  } catch (error) {
    if (!isMissing(error) && !isPermanent(error)) throw error;
    log.warning(`no naive rival is measured: ${error.message}`);
    const cause = new PermanentError(error.message, { cause: error });
    return { answers: {}, unmeasured: Object.fromEntries(rivals.map(({ name }) => [name, cause])), rivals };
  }
}
