/** Answers to every example from every subject, stored part by part, so that a crash costs one part and not the whole. */
import type { PipelineSpec } from '../../schemas/generated/types';
import { atMost } from '../../core/at-most';
import { digest } from '../../core/digest';
import { isPermanent } from '../../core/errors';
import type { Answer } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';
import type { HeldOut } from './examples';
import type { Subject } from './subjects';

export type Prediction = Pick<Answer, 'outcome' | 'text' | 'finishReason'>;

/** Examples in one stored part. */
const partSize = 20;
/** Requests under way at the same time. */
const concurrency = 4;

/**
 * Each subject's answers, in the order of the examples. A production model that cannot be asked, because another run
 * has replaced it by now or its base is retired, has none: it must not stand in the way of what replaces it.
 */
export async function predict(
  subjects: Subject[],
  examples: HeldOut[],
  generation: PipelineSpec['generation'],
  context: EvaluateContext,
): Promise<Record<string, Prediction[]>> {
  const total = subjects.length * examples.length;
  const answers: Record<string, Prediction[]> = {};
  for (const [index, subject] of subjects.entries()) {
    const { name } = subject;
    let done = index * examples.length;
    const onAnswer = () =>
      context.log.progress(`${name} answers`, { done: (done += 1), total, unit: 'examples', candidate: name });
    try {
      answers[name] = await answersOf(subject, examples, generation, onAnswer, context);
    } catch (error) {
      if (name !== 'production' || !isPermanent(error)) throw error;
      context.log.warning(`production is not measured: ${(error as Error).message}`);
    }
  }
  return answers;
}

async function answersOf(
  { name, model }: Subject,
  examples: HeldOut[],
  generation: PipelineSpec['generation'],
  onAnswer: () => void,
  { run, deps, signal }: EvaluateContext,
): Promise<Prediction[]> {
  const { objects, ledger, generationOf } = deps;
  const { generate } = generationOf(configurationOf(run));
  // Production may be another model by the time that a delivery goes on: its answers are not to be mixed.
  const folder = `evaluate/predictions/${name}-${digest(model).slice(0, 8)}`;
  const answers: Prediction[] = [];
  for (let start = 0; start < examples.length; start += partSize) {
    signal.throwIfAborted();
    const part = examples.slice(start, start + partSize);
    const uri = ledger.uri(run, `${folder}/${String(start).padStart(5, '0')}.json`);
    const stored = await objects.read(uri);
    const predictions = stored
      ? (JSON.parse(stored.text) as Prediction[])
      : await atMost(concurrency, part, async ({ request }) => {
          const { outcome, text, finishReason } = await generate({ model, request, generation });
          onAnswer();
          return { outcome, text, finishReason };
        });
    if (stored) part.forEach(onAnswer);
    else await objects.write(uri, JSON.stringify(predictions, null, 2));
    answers.push(...predictions);
  }
  return answers;
}
