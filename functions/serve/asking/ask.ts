/** Asking one of the models that serve a pipeline; whatever comes of it is a row of landfall.predictions. */
import { RetryableError } from '../../../core/errors';
import { requestOf, withTurns, type ModelRequest } from '../../../core/contents';
import type { Span } from '../../../core/chain/trace';
import type { DeployedModel } from '../../../core/canary/rollout';
import { searchToolOf } from '../../../core/grounding/spec';
import { frozenModel, generationFor, type Answer, type Hearing } from '../../shared/models/provider';
import { answerByChain, hasChain } from '../chain/answer';
import { longestAnswer } from '../../../core/functions';
import { answerId } from '../../../core/tracing/conventions';
import type { ServeDeps } from '../deps';
import { sourcesOf, type Sources } from '../grounding/sources';
import type { StopSignal } from '../../shared/stage/waiter';
import { inTime } from '../stopping';
import { predictionOf, type Came, type Question } from './prediction';
import { isServed, type ServedModel, type UnservedModel } from './production-model';
import { createRecordedTexts, recordsRule } from './recorded-texts';
import { recordPrediction } from './record';

export interface Asked {
  id: string;
  deployment: DeployedModel;
  came: Came;
  /** Of a chain. */
  steps?: Span[];
  /** Of an answer that rests on corpora. */
  sources?: Sources;
}

/** Never throws: an error is what came of it. */
export async function ask(model: ServedModel | UnservedModel, question: Question, deps: ServeDeps): Promise<Asked> {
  const { clock, newId } = deps;
  const begun = clock.now();
  const { hearing = {}, within: seconds = longestAnswer } = question;
  let spans: (() => Span[]) | undefined;
  const answering = (signal: StopSignal) =>
    answerOf(model, question, { ...hearing, signal }, deps, (of) => (spans = of));
  const late = () => new RetryableError(`there was no answer within ${seconds} s`);
  const limits = { seconds, waiting: hearing.signal, late };
  const came = await inTime(answering, limits, clock).catch((error: Error) => ({ error }));
  const isLast = question.isLast?.(came);
  const id = (isLast === false ? undefined : question.id) ?? newId();
  const { deployment } = model;
  const steps = spans?.();
  const sources = sourcesIn(came, question);
  const texts = createRecordedTexts(
    question.pipeline,
    isServed(model) ? recordsRule(model.configuration.pipeline) : undefined,
  );
  const row = predictionOf(deployment, question, came, { id, begun, made: clock.now(), steps, sources, texts });
  // Where nothing is left but to tell it as a whole, its row is written with what else is to be written by then.
  const lines = isLast && !hearing.onText ? hearing.span?.trace.lines : undefined;
  await recordPrediction(row, deps, lines);
  if (hearing.span && !question.place?.shadow) hearing.span.attributes[answerId] = id;
  return { id, deployment, came, ...(steps && { steps }), ...(sources && { sources }) };
}

function sourcesIn(came: Came, question: Question): Sources | undefined {
  if ('error' in came || came.answer.text === '') return undefined;
  const { text, searched } = came.answer;
  const found = question.found ?? came.found ?? [];
  return found.length > 0 || searched ? sourcesOf(found, text, searched) : undefined;
}

async function answerOf(
  model: ServedModel | UnservedModel,
  question: Question,
  hearing: Hearing,
  deps: ServeDeps,
  onTrace: (spans: () => Span[]) => void,
): Promise<Came> {
  if (!isServed(model)) throw model.problem;
  const { input } = question;
  if (!hasChain(model)) return { answer: await answerAlone(model, question, hearing, deps) };
  const { maxOutputTokens, ...asked } = question;
  const askProduction = (values: Record<string, string>, heard: Hearing, most?: number) =>
    answerAlone(model, { ...asked, input: values, ...(most !== undefined && { maxOutputTokens: most }) }, heard, deps);
  return answerByChain({ model, input, askProduction, maxOutputTokens, hearing, onTrace }, deps);
}

async function answerAlone(
  { deployment, prompt, configuration, choices, before = [] }: ServedModel,
  { input, history = [], maxOutputTokens, trial }: Question,
  hearing: Hearing,
  { generationOf }: ServeDeps,
): Promise<Answer> {
  const generation = generationFor(prompt, configuration.pipeline);
  const base = frozenModel(configuration, deployment.base);
  const search = searchToolOf(configuration.pipeline);
  const { endpoint: model, replicas } = deployment;
  const question = {
    model,
    ...(replicas && { replicas }),
    base,
    request: withTurns(before, below(requestOf(prompt, input, history), trial?.below)),
    ...(trial?.seed !== undefined && { seed: trial.seed }),
    generation: maxOutputTokens === undefined ? generation : { ...generation, maxOutputTokens },
    ...(choices && { choices }),
    ...(search && { search }),
  };
  return generationOf(configuration).generate(question, hearing);
}

/** The same with something said below the question. */
function below(request: ModelRequest, text: string | undefined): ModelRequest {
  if (text === undefined) return request;
  const question = request.turns.at(-1)!;
  return { ...request, turns: [...request.turns.slice(0, -1), { ...question, text: `${question.text}\n\n${text}` }] };
}
