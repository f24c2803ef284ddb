/** Validators of the files that people write: each error has its value and the schema around it, and defaults are filled in. */
import type { ChainQuestion, ChainStep, ChainSpec, CorpusSpec, GenerationSettings, GoogleSearchSpec, PipelineSpec, PromptTemplate, VertexAiSearchSpec } from './types';
import type { Validator } from './validators';

export const isChainQuestion: Validator<ChainQuestion>;
export const isChainStep: Validator<ChainStep>;
export const isChainSpec: Validator<ChainSpec>;
export const isCorpusSpec: Validator<CorpusSpec>;
export const isGenerationSettings: Validator<GenerationSettings>;
export const isGoogleSearchSpec: Validator<GoogleSearchSpec>;
export const isPipelineSpec: Validator<PipelineSpec>;
export const isPromptTemplate: Validator<PromptTemplate>;
export const isVertexAiSearchSpec: Validator<VertexAiSearchSpec>;
