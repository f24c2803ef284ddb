/** A subject is asked an example, and what it says is measured. */
import { frozenModel } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { EvaluationContext } from './context';
import type { Asking, Measuring } from './recorded-answers';
import type { Subject } from './subjects';

/** All are asked with the settings of this run: like is compared with like. */
export function asking(
  { model, base, configuration }: Subject,
  { labels, measure }: Measuring,
  context: EvaluationContext,
): Asking['ask'] {
  const { generation } = configurationOf(context.run).pipeline;
  const choices = generation.choices === 'targets' ? labels : undefined;
  const { clock, generationOf } = context.deps;
  const { generate } = generationOf(configuration);
  return async ({ request, target }) => {
    const question = {
      model,
      base: frozenModel(configuration, base),
      request,
      generation,
      ...(choices && { choices }),
    };
    const askedAt = clock.now();
    const { outcome, text, finishReason, rejection, usage } = await generate(question);
    const now = clock.now();
    const said = { outcome, text, finishReason, answeredAt: now.toISOString() };
    // Not asked is not answered badly: it says nothing of what the model knows.
    if (rejection) return { ...said, rejection: rejection.message, scores: {} };
    const { inputTokens, outputTokens } = usage;
    const latencyMs = now.getTime() - askedAt.getTime();
    return measure({ ...said, usage: { inputTokens, outputTokens }, latencyMs }, target);
  };
}
