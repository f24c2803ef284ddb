/** A subject is asked an example, and what it says is measured. */
import { frozenModel } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { EvaluationContext } from './context';
import type { HeldOutSet } from './held-out';
import { patiently } from './patience';
import type { Asking, Measure } from './recorded-answers';
import type { Subject } from './subjects';

/** All are asked with the settings of this run: like is compared with like. */
export function asking(
  { model, base, configuration }: Pick<Subject, 'model' | 'base' | 'configuration'>,
  { examples: { places, read }, labels }: Pick<HeldOutSet, 'examples' | 'labels'>,
  measure: Measure,
  context: EvaluationContext,
): Asking['ask'] {
  const { generation } = configurationOf(context.run).pipeline;
  const choices = generation.choices === 'targets' ? labels : undefined;
  const { clock, generationOf } = context.deps;
  const { generate } = generationOf(configuration);
  const other = async (line: number) => {
    const place = places.find((each) => each.line !== line);
    return place && (await read(place)).request;
  };
  return async ({ line, request, references }) => {
    const question = {
      model,
      base: frozenModel(configuration, base),
      request,
      generation,
      ...(choices && { choices }),
    };
    let askedAt = clock.now();
    const timed: typeof generate = (each) => {
      askedAt = clock.now();
      return generate(each);
    };
    const answer = await patiently(timed, question, () => other(line), context);
    const { outcome, text, finishReason, rejection, usage } = answer;
    const now = clock.now();
    const said = { outcome, text, finishReason, answeredAt: now.toISOString() };
    // Not asked is not answered badly: it says nothing of what the model knows.
    if (rejection) return { ...said, rejection: rejection.message, scores: {} };
    const { inputTokens, outputTokens } = usage;
    const latencyMs = now.getTime() - askedAt.getTime();
    return measure({ ...said, usage: { inputTokens, outputTokens }, latencyMs }, references);
  };
}
