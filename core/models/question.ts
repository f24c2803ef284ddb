/** What a model is asked, and what its answer comes to: in no provider's form. */
import type { BaseModel } from '../../catalog';
import type { Searches } from '../../catalog/search';
import type { Configuration, PipelineSpec } from '../../schemas/generated/types';
import type { ModelRequest } from '../contents';
import type { SearchTool } from '../grounding/spec';
import type { Prompt } from '../prompt';

/** A base model as a run has frozen it; a run that is older than a fact of the catalog lacks it. */
export type FrozenModel = Pick<BaseModel, 'id'> & Partial<BaseModel>;

/** The same object for the same model of a run, whose facts are long. */
export function frozenModel({ baseModels }: Configuration, id: string): FrozenModel {
  const model: Partial<BaseModel> | undefined = baseModels[id];
  return model?.id === id ? (model as FrozenModel) : { ...model, id };
}

type Generation = PipelineSpec['generation'];

/** How a question in a prompt is answered: as the prompt's file says, and where it says nothing as the pipeline does. */
export const generationFor = (
  { generation }: Pick<Prompt, 'generation'>,
  pipeline: Pick<PipelineSpec, 'generation'>,
): Generation => ({ ...pipeline.generation, ...generation });

export interface ModelQuestion {
  /** An endpoint, or what `modelOf` says of a base model. */
  model: string;
  /** Endpoints that answer as it does: any of them may be asked in its place, by whoever knows of them. */
  replicas?: string[];
  /** The base model that is asked, or that what is behind the endpoint was tuned on. */
  base: FrozenModel;
  request: ModelRequest;
  generation: Generation;
  /** The only answers that there may be. */
  choices?: string[];
  /** What it may search, or is searched for it, before it answers. */
  search?: SearchTool;
  /** 0 unless it is another try: the same question with the same seed has the same answer, as far as the provider can. */
  seed?: number;
}

export interface ModelAnswer {
  outcome: AnswerOutcome;
  text: string;
  /** The provider's finish reason, or the reason why the prompt was blocked; of a rejected one, its status. */
  finishReason: string;
  /** Why it was rejected, if it was. */
  rejection?: Rejection;
  usage: Usage;
  /** That has answered, as the provider calls it; absent where it does not say. */
  model?: string;
  /** What the provider's filters thought of it, of a blocked one too; absent where it does not say. */
  safety?: SafetyRating[];
  /** Where the model has its words from, where it recites. */
  recitations?: Recitation[];
  /** That gave it, where there are several. */
  endpoint?: string;
  /** What the provider has searched for it; absent where it has not. */
  searched?: Searched;
}

/** What a provider has searched for an answer. */
export interface Searched {
  queries: string[];
  /** Cited or not. */
  found: FoundSource[];
  /** What of the text rests on which of them, in characters. */
  sentences: { start: number; end: number; sources: FoundSource[] }[];
  /** HTML of Google's suggestions, which who shows the answer has to show as it is. */
  suggestions?: string;
}

/** A page of the web, or a document of a data store with what it says. */
export type FoundSource =
  | { type: 'web'; uri?: string; title?: string }
  | { type: 'retrieved'; uri?: string; title?: string; text?: string; document?: string };

/** In the provider's words. */
export interface SafetyRating {
  category: string;
  probability: string;
  severity?: string;
  blocked?: true;
}

export interface Recitation {
  /** Of the text: where it begins, and ends. */
  start: number;
  end: number;
  uri?: string;
  title?: string;
  license?: string;
}

/** Why a model does not take a question. */
export interface Rejection {
  /** In the provider's words. */
  message: string;
  /** Present when the question is longer than the model reads: its tokens and the most there may be, where they are told. */
  tooLong?: { tokens?: number; limit?: number };
}

/** What is paid for: tokens, and searches. */
export interface Usage {
  inputTokens: number;
  /** Of the answer and of the thoughts before it. */
  outputTokens: number;
  /** Those of the output that went into thoughts. */
  thoughtTokens: number;
  /** Queries that were searched for before the answer, by tool; absent where none was. */
  searches?: Searches;
}

/** `truncated` has text that ended too soon; `blocked` and `empty` have none worth showing; `rejected` was no question to it. */
export type AnswerOutcome = 'answered' | 'truncated' | 'blocked' | 'empty' | 'rejected';
