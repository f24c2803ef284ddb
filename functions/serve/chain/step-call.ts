/** One attempt of a step: what its kind asks models, reads of the chain, and is heard by. */
import { isPrompted } from '../../../core/candidates';
import type { Span } from '../../../core/chain/trace';
import { requestOf, type ModelRequest } from '../../../core/contents';
import { searchToolOf, type SearchTool } from '../../../core/grounding/spec';
import { answerPrice, isBilledByToken } from '../../../core/price';
import type { ChainFiles, PipelineSpec } from '../../../schemas/generated/types';
import {
  frozenModel,
  type Answer,
  type FrozenModel,
  type Generation,
  type Hearing,
  type Searched,
} from '../../shared/models/provider';
import type { StopSignal } from '../../shared/stage/waiter';
import type { TraceSpan } from '../../shared/tracing/span';
import type { ServedModel } from '../asking/production-model';
import type { Grounding, GroundingQuestion } from '../../shared/grounding/grounding';
import { noAnswer } from './failed';
import type { Plan, Question } from './plan';
import { textOf, valueOf, type Known, type Value } from './values';

/** What all steps of a chain share. */
export interface Surroundings {
  plan: Plan;
  model: ServedModel;
  generation: Generation;
  /** Asks the model in production, with values for the fields of its prompt; for so many tokens at most. */
  askProduction: (values: Record<string, string>, hearing: Hearing, maxOutputTokens?: number) => Promise<Answer>;
  /** Of the text that is the caller's, where they want fewer tokens than the pipeline gives: what other steps are told is whole. */
  maxOutputTokens?: number | undefined;
  /** Looks for passages of a corpus. */
  find: (asked: GroundingQuestion) => Promise<Grounding>;
  /** Hears of what models have searched for by themselves. */
  onSearched: (searched: Searched) => void;
  /** Of the chain, and for a step its own. */
  span?: TraceSpan | undefined;
}

/** What is asked beside the prompt. */
interface Asking {
  generation?: Partial<PipelineSpec['generation']> | undefined;
  /** The only answers that there may be. */
  choices?: string[];
  search?: SearchTool | undefined;
  /** Of a map: which of the two the prompt may name, and what it is. */
  within?: 'part' | 'parts';
  part?: string;
  hearing: Hearing;
}

/** It is who waits for the step, too: its text is told as it comes, where that is the caller's. */
export class StepCall {
  /** The last one that a model gave. */
  answer: Answer | undefined;

  /** @param instead the base model that is asked in place of the step's own */
  constructor(
    private readonly chain: Surroundings,
    private readonly known: Known,
    private readonly row: Span,
    /** Aborted when nobody waits for the step any more. */
    readonly signal: StopSignal,
    readonly onText: ((piece: string) => void) | undefined,
    private readonly instead?: string,
  ) {}

  /** What its questions are a part of. */
  get span(): TraceSpan | undefined {
    return this.chain.span;
  }

  get files(): ChainFiles {
    return this.chain.plan.files;
  }

  get find(): Surroundings['find'] {
    return this.chain.find;
  }

  /** A template with what it names. */
  text(template: string): string {
    return textOf(this.chain.plan.pieces(template), this.known);
  }

  /** What a template names that is one name alone, as it is. */
  value(template: string): Value {
    return valueOf(this.chain.plan.pieces(template), this.known);
  }

  /** As the run has frozen it, or what is asked in its place. */
  baseOf(model: string): FrozenModel {
    return frozenModel(this.chain.model.configuration, this.instead ?? model);
  }

  /** Asks in a prompt. @param question as it stands in the chain @throws StepTrouble for an answer that has no text */
  async ask(question: Question, how: Asking): Promise<string> {
    const { plan, model, askProduction } = this.chain;
    const { prompt, fields } = plan.wired(question, model.prompt, how.within);
    const known = how.part === undefined ? this.known : { ...this.known, part: how.part };
    const values: Record<string, string> = {};
    for (const [name, template] of fields) values[name] = textOf(template, known);
    const base = this.instead ?? question.model;
    if (base !== undefined) {
      // What the step says of it is more than what its prompt does.
      const generation = { ...prompt.generation, ...how.generation };
      return this.askPlainly(base, requestOf(prompt, values), { ...how, generation, search: searchToolOf(question) });
    }
    const { configuration, deployment } = model;
    const answer = await askProduction(values, how.hearing, this.most);
    const isTuned = !isPrompted(deployment.candidate, configuration);
    return this.heard(answer, frozenModel(configuration, deployment.base), isTuned);
  }

  /** Asks a base model with a request that no prompt made. @throws StepTrouble likewise */
  async askPlainly(
    model: string,
    request: ModelRequest,
    { generation: own, choices, search, hearing }: Asking,
  ): Promise<string> {
    const { generation, model: served } = this.chain;
    const base = this.baseOf(model);
    const { generation: usual } = served.configuration.pipeline;
    const settings = own ? { ...usual, ...own } : usual;
    const maxOutputTokens = Math.min(settings.maxOutputTokens, this.most ?? Infinity);
    const question = {
      model: generation.modelOf(base),
      base,
      request,
      generation: { ...settings, maxOutputTokens },
      ...(choices && { choices }),
      ...(search && { search }),
    };
    const answer = await generation.generate(question, hearing);
    return this.heard(answer, base, false);
  }

  /** Tokens that the caller wants of this step at most. */
  private get most(): number | undefined {
    const { plan, maxOutputTokens } = this.chain;
    return plan.shown.includes(this.row.step) ? maxOutputTokens : undefined;
  }

  private heard(answer: Answer, base: FrozenModel, isTuned: boolean): string {
    this.answer = answer;
    count(this.row, answer, base, isTuned);
    if (answer.searched) this.chain.onSearched(answer.searched);
    if (answer.outcome === 'answered' || answer.outcome === 'truncated') return answer.text;
    throw noAnswer(answer);
  }
}

/** A step whose questions do not all have a price has none. */
function count(span: Span, { usage }: Answer, { price }: FrozenModel, isTuned: boolean): void {
  const cost = price && isBilledByToken(price, isTuned) ? answerPrice(usage, price, isTuned) : undefined;
  const before = span.questions === 0 ? 0 : span.price;
  span.price = cost === undefined || before === undefined ? undefined : before + cost;
  span.questions += 1;
  span.input_tokens += usage.inputTokens;
  span.output_tokens += usage.outputTokens;
  const queries = Object.values(usage.searches ?? {}).reduce((sum, each) => sum + each, span.queries ?? 0);
  if (queries > 0) span.queries = queries;
}
