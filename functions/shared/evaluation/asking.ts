/** A subject is asked an example, and what it says is measured. */
import type { ModelRequest } from '../../../core/contents';
import { searchToolOf } from '../../../core/grounding/spec';
import { frozenModel, type Answer, type Question } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { EvaluationContext } from './context';
import type { HeldOutSet } from './held-out';
import { paidForSubject } from './paid';
import { patiently } from './patience';
import type { Asking, Measure, SubjectAnswer } from './recorded-answers';
import type { Subject } from './subjects';

/** All are asked with the settings of this run: like is compared with like. */
export function asking(
  { model, base, configuration, tunedModel }: Pick<Subject, 'model' | 'base' | 'configuration' | 'tunedModel'>,
  { examples: { places, read }, labels }: Pick<HeldOutSet, 'examples' | 'labels'>,
  measure: Measure,
  context: EvaluationContext,
): Asking['ask'] {
  const questionOf = asked({ base, configuration }, labels, context);
  const { clock, generationOf } = context.deps;
  const { generate } = generationOf(configuration);
  const paid = paidForSubject(generate, { base, configuration, tunedModel }, context.purse);
  const other = async (line: number) => {
    const place = places.find((each) => each.line !== line);
    return place && (await read(place)).request;
  };
  return async ({ line, request, references }) => {
    const question = { model, ...questionOf(request) };
    let askedAt = clock.now();
    const timed: typeof generate = (each) => {
      askedAt = clock.now();
      return paid(each);
    };
    const answer = await patiently(timed, question, () => other(line), context);
    const now = clock.now();
    return measuredAnswer(answer, measure, references, {
      answeredAt: now.toISOString(),
      latencyMs: now.getTime() - askedAt.getTime(),
    });
  };
}

/** What every example is asked with, whoever asks: the settings of this run, and what the subject searches where it serves. */
export function asked(
  { base, configuration }: Pick<Subject, 'base' | 'configuration'>,
  labels: string[],
  { run }: Pick<EvaluationContext, 'run'>,
): (request: ModelRequest) => Omit<Question, 'model'> {
  const { generation } = configurationOf(run).pipeline;
  const choices = generation.choices === 'targets' ? labels : undefined;
  const search = searchToolOf(configuration.pipeline);
  return (request) => ({
    base: frozenModel(configuration, base),
    request,
    generation,
    ...(choices && { choices }),
    ...(search && { search }),
  });
}

/** As it is recorded. */
export function measuredAnswer(
  { outcome, text, finishReason, rejection, usage }: Answer,
  measure: Measure,
  references: string[],
  { answeredAt, ...how }: Pick<SubjectAnswer, 'answeredAt' | 'latencyMs' | 'inBatch'>,
): SubjectAnswer {
  const said = { outcome, text, finishReason, answeredAt };
  // Not asked is not answered badly: it says nothing of what the model knows.
  if (rejection) return { ...said, rejection: rejection.message, scores: {} };
  const { thoughtTokens: _, ...paid } = usage;
  return measure({ ...said, usage: paid, ...how }, references);
}
