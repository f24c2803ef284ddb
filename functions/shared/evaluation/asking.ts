/** A subject is asked an example, and what it says is measured. */
import { promptOf } from '../../../core/candidates';
import type { ModelRequest } from '../../../core/contents';
import { searchToolOf } from '../../../core/grounding/spec';
import { frozenModel, generationFor, type Answer, type Question } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { EvaluationContext } from './context';
import type { HeldOutSet } from './held-out';
import { paidForSubject } from './paid';
import { patiently } from './patience';
import type { Asking, Measure, SubjectAnswer } from './recorded-answers';
import type { Subject } from './subjects';

/** All are asked with the settings of this run and of their own prompts: like is compared with like, as it will be served. */
export function asking(
  subject: AskedSubject & Pick<Subject, 'model' | 'tunedModel'>,
  { examples: { places, read }, labels }: Pick<HeldOutSet, 'examples' | 'labels'>,
  measure: Measure,
  context: EvaluationContext,
): Asking['ask'] {
  const { model, base, configuration, tunedModel } = subject;
  const questionOf = asked(subject, labels, context);
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

type AskedSubject = Pick<Subject, 'name' | 'candidate' | 'base' | 'configuration'>;

/** What every example is asked with, whoever asks: the settings of the subject's prompt and for the rest those of this run, and what the subject searches where it serves. */
export function asked(
  { name, candidate = name, base, configuration }: AskedSubject,
  labels: string[],
  { run }: Pick<EvaluationContext, 'run'>,
): (request: ModelRequest) => Omit<Question, 'model'> {
  const generation = generationFor(promptOf(candidate, configuration), configurationOf(run).pipeline);
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
