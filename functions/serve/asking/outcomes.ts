/** What a pipeline has its answers do where they are none: the steps of serving.outcomes, until there is an answer. */
import { overheard } from '../../shared/models/overheard';
import { frozenModel } from '../../shared/models/provider';
import { longestAnswer } from '../../../core/functions';
import type { PipelineSpec } from '../../../schemas/generated/types';
import { CallerGone } from '../../shared/http/event-stream';
import type { ServeDeps } from '../deps';
import { ask, type Asked } from './ask';
import { answerBehind } from '../chain/failed';
import type { Came, Question, Try } from './prediction';
import { isServed, type ServedModel, type UnservedModel } from './production-model';

type PolicyStep = PipelineSpec['serving']['outcomes'][string][number];

/** With the text that is to be told where no answer is one. */
export type Settled = Asked & { refusal?: string };

/**
 * Asks a model, and again as its pipeline says, until there is an answer. Each try is a row of its own; the tries after the first say nothing of the model
 * as it was examined, so no canary is judged by them. Once some of an answer has been heard nothing of it can be taken back: then it is as it came.
 */
export async function askUntilAnswered(
  model: ServedModel | UnservedModel,
  question: Question,
  deps: ServeDeps,
): Promise<Settled> {
  const begun = deps.clock.now().getTime();
  const secondsLeft = () => longestAnswer - (deps.clock.now().getTime() - begun) / 1000;
  const { hearing, isOver } = overheard(question.hearing ?? {});

  let steps: PolicyStep[] | undefined;
  let tries: Try[] = [];
  /** By what came of the first, it is settled what is tried. */
  const isLast = (came: Came): boolean => {
    if (isAnswer(came, model) || isOver()) return true;
    if (!steps) tries = triesIn((steps = isServed(model) ? stepsFor(came, model) : []));
    return tries.length === 0 || secondsLeft() <= 0;
  };
  let asked = await ask(model, { isLast, ...question, hearing }, deps);
  while (isServed(model) && !isLast(asked.came)) {
    const trial = tries.shift()!;
    const { place: _, ...again } = question;
    const within = secondsLeft();
    asked = await ask(standIn(model, trial, deps), { ...again, hearing, isLast, trial, within }, deps);
  }
  if (isOver() || isAnswer(asked.came, model)) return asked;
  const refusal = steps?.find((step) => step.refuse !== undefined)?.refuse;
  return refusal === undefined ? asked : { ...asked, refusal };
}

const outcomesOf = ({ configuration }: ServedModel) => configuration.pipeline.serving?.outcomes ?? {};

/** By the reason before the outcome. Who went away waits for nothing, and what the caller is at fault in no try mends. */
function stepsFor(came: Came, model: ServedModel): PolicyStep[] {
  const policies = outcomesOf(model);
  const answer = 'error' in came ? answerBehind(came.error) : came.answer;
  if (!answer) return (came as { error: Error }).error instanceof CallerGone ? [] : (policies['failed'] ?? []);
  const { outcome, finishReason } = answer;
  if (outcome === 'answered' || outcome === 'rejected') return [];
  const own = Object.hasOwn(policies, finishReason) ? policies[finishReason] : undefined;
  return own ?? policies[outcome] ?? [];
}

/** One that was cut off is an answer, unless the pipeline says otherwise. */
function isAnswer(came: Came, model: ServedModel | UnservedModel): boolean {
  if ('error' in came) return false;
  const { outcome } = came.answer;
  return (
    outcome === 'answered' || (outcome === 'truncated' && (!isServed(model) || stepsFor(came, model).length === 0))
  );
}

function triesIn(steps: PolicyStep[]): Try[] {
  const tries: Omit<Try, 'attempt'>[] = steps.flatMap(({ retry = 0, rephrase, fallBack }) => [
    ...Array.from({ length: retry }, () => ({ policy: 'retry' as const })),
    ...(rephrase === undefined ? [] : [{ policy: 'rephrase' as const, below: rephrase }]),
    ...(fallBack === undefined ? [] : [{ policy: 'fallBack' as const, fallBack }]),
  ]);
  return tries.map((each, place) => ({
    ...each,
    attempt: place + 2,
    ...(each.policy === 'retry' && { seed: place + 1 }),
  }));
}

function standIn(model: ServedModel, { fallBack }: Try, { generationOf }: ServeDeps): ServedModel {
  if (fallBack === undefined) return model;
  const { configuration } = model;
  const { replicas: _, ...deployment } = model.deployment;
  const endpoint = generationOf(configuration).modelOf(frozenModel(configuration, fallBack));
  return { ...model, deployment: { ...deployment, base: fallBack, model: fallBack, endpoint } };
}
