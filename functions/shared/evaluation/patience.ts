/** A question is asked again while the provider is busy or fails, and left unscored where it fails at this one alone. */
import { isRetryable, RetryableError } from '../../../core/errors';
import type { Answer, Generation, Question } from '../models/provider';
import type { EvaluationContext } from './context';

/** Seconds before each time that it is asked again; half a minute in all, and then the message comes again, after a longer while. */
const waits = [1, 2, 4, 8, 16];

type Generate = Generation['generate'];
type Limits = Pick<EvaluationContext, 'deps' | 'signal' | 'isTimeUp'>;

/**
 * Whether the provider or the question is at fault, another question tells: once that is answered, and this one still is not, it
 * counts like one that was rejected, and so says nothing of what the model knows. A quota that is used up is never the question's.
 * @param another the request of another example; undefined where there is none
 * @throws RetryableError when the provider stays busy, or fails at both
 */
export async function patiently(
  generate: Generate,
  question: Question,
  another: () => Promise<Question['request'] | undefined>,
  limits: Limits,
): Promise<Answer> {
  const error = await failureOf(() => again(() => generate(question), limits));
  if (!(error instanceof Error)) return error;
  if (!isOfInput(error)) throw error;
  const request = await another();
  if (!request) throw error;
  await generate({ ...question, request });
  const last = await failureOf(() => generate(question));
  if (!(last instanceof Error)) return last;
  if (!isOfInput(last)) throw last;
  const usage = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };
  return { outcome: 'rejected', text: '', finishReason: 'ERROR', rejection: { message: last.message }, usage };
}

const isOfInput = (error: Error): boolean => isRetryable(error) && (error as RetryableError).mayBeOfInput;

async function again<T>(work: () => Promise<T>, { deps, signal, isTimeUp }: Limits): Promise<T> {
  for (const seconds of waits) {
    const error = await failureOf(work);
    if (!(error instanceof Error)) return error;
    if (!isRetryable(error) || isTimeUp()) throw error;
    await deps.clock.sleep(seconds * 1000);
    signal.throwIfAborted();
  }
  return work();
}

/** What the work comes to, its error included. */
async function failureOf<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
