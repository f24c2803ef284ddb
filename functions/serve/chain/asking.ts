/** The questions that a step puts to models, and what they come to on its span. */
import { isPrompted } from '../../../core/candidates';
import type { StepQuestion } from '../../../core/chain/kinds';
import type { Span } from '../../../core/chain/trace';
import { requestOf, type ModelRequest } from '../../../core/contents';
import { answerPrice, isBilledByToken } from '../../../core/price';
import type { PipelineSpec } from '../../../schemas/generated/types';
import {
  frozenModel,
  type Answer,
  type FrozenModel,
  type Generation,
  type Hearing,
} from '../../shared/models/provider';
import type { ServedModel } from '../asking/production-model';
import { noAnswer } from './failed';
import type { Plan } from './plan';
import { textOf, type Known } from './values';

type Settings = PipelineSpec['generation'];

/** What is asked beside the prompt. */
export interface Asking {
  generation?: Partial<Settings> | undefined;
  /** The only answers that there may be. */
  choices?: string[];
  /** Of a map: the part, or all parts. */
  part?: string;
  hearing: Hearing;
}

/** Asks and gives the text. @throws StepTrouble for an answer that has none */
export type Ask = (question: StepQuestion, asking: Asking) => Promise<string>;

/** Asks a base model with a request that no prompt made. */
export type AskPlainly = (base: string, request: ModelRequest, asking: Asking) => Promise<string>;

interface Surroundings {
  plan: Plan;
  model: ServedModel;
  generation: Generation;
  /** Asks the model in production, with values for the fields of its prompt. */
  askProduction: (values: Record<string, string>, hearing: Hearing) => Promise<Answer>;
}

/** @param instead the base model that is asked in place of the step's own */
export function asking(
  { plan, model, generation, askProduction }: Surroundings,
  {
    span,
    known,
    instead,
    onAnswer,
  }: { span: Span; known: Known; instead?: string | undefined; onAnswer: (answer: Answer) => void },
): { ask: Ask; askPlainly: AskPlainly } {
  const { configuration, deployment, prompt: tunedOn } = model;

  const told = async (answering: Promise<Answer>, base: FrozenModel, isTuned: boolean): Promise<string> => {
    span.questions += 1;
    const answer = await answering;
    count(span, answer, base, isTuned);
    onAnswer(answer);
    if (answer.outcome === 'answered' || answer.outcome === 'truncated') return answer.text;
    throw noAnswer(answer);
  };
  const askPlainly: AskPlainly = (base, request, { generation: own, choices, hearing }) => {
    const frozen = frozenModel(configuration, instead ?? base);
    const settings = { ...configuration.pipeline.generation, ...own };
    const question = { model: generation.modelOf(frozen), base: frozen, request, generation: settings };
    return told(generation.generate({ ...question, ...(choices && { choices }) }, hearing), frozen, false);
  };
  const ask: Ask = async (question, how) => {
    const { prompt, templates } = plan.wired(question, tunedOn);
    const within = how.part === undefined ? known : { ...known, part: how.part };
    const values = Object.fromEntries(
      Object.entries(templates).map(([field, template]) => [field, textOf(plan.pieces(template), within)]),
    );
    const base = instead ?? question.model;
    if (base !== undefined) return askPlainly(base, requestOf(prompt, values), how);
    const isTuned = !isPrompted(deployment.candidate, configuration);
    return told(askProduction(values, how.hearing), frozenModel(configuration, deployment.base), isTuned);
  };
  return { ask, askPlainly };
}

/** A step whose questions do not all have a price has none. */
function count(span: Span, { usage }: Answer, { price }: FrozenModel, isTuned: boolean): void {
  const isFirst = span.input_tokens + span.output_tokens === 0;
  span.input_tokens += usage.inputTokens;
  span.output_tokens += usage.outputTokens;
  if (!price || !isBilledByToken(price, isTuned)) delete span.price;
  else if (isFirst || span.price !== undefined) span.price = (span.price ?? 0) + answerPrice(usage, price, isTuned);
}
