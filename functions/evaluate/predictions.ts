/** Answers to every example from every subject, stored part by part, so that a crash costs one part and not the whole. */
import type { PipelineSpec } from '../../schemas/generated/types';
import type { Answer } from '../shared/generation';
import type { StageContext } from '../shared/stage';
import type { HeldOut } from './examples';
import type { EvaluateDeps } from './handler';
import type { Subject } from './subjects';

export type Prediction = Pick<Answer, 'outcome' | 'text' | 'finishReason'>;

/** Examples in one stored part. */
const partSize = 20;
/** Requests under way at the same time. */
const concurrency = 4;

/** Each subject's answers, in the order of the examples. */
export async function predict(
  subjects: Subject[],
  examples: HeldOut[],
  generation: PipelineSpec['generation'],
  { run, deps, log, signal }: StageContext<EvaluateDeps>,
): Promise<Record<string, Prediction[]>> {
  const { objects, ledger, generate } = deps;
  const total = subjects.length * examples.length;
  const answers: Record<string, Prediction[]> = {};
  let done = 0;

  for (const { name, model } of subjects) {
    answers[name] = [];
    for (let start = 0; start < examples.length; start += partSize) {
      signal.throwIfAborted();
      const part = examples.slice(start, start + partSize);
      const uri = ledger.uri(run, `evaluate/predictions/${name}/${String(start).padStart(5, '0')}.json`);
      const stored = await objects.read(uri);
      const predictions = stored
        ? (JSON.parse(stored.text) as Prediction[])
        : await inParallel(part, async ({ request }) => {
            const { outcome, text, finishReason } = await generate({ model, request, generation });
            log.progress(`${name} answers`, { done: (done += 1), total, unit: 'examples', candidate: name });
            return { outcome, text, finishReason };
          });
      if (!stored) await objects.write(uri, JSON.stringify(predictions, null, 2));
      answers[name].push(...predictions);
      done = subjects.findIndex((each) => each.name === name) * examples.length + answers[name].length;
    }
  }
  return answers;
}

/** Maps with at most `concurrency` calls under way; after a failure none is begun. */
async function inParallel<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!).catch((error: unknown) => {
        next = items.length;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}
