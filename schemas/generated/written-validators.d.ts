/** Validators of the files that people write: each error has its value and the schema around it, and defaults are filled in. */
import type { Validator } from './validators';
import type { PipelineSpec, PromptTemplate } from './types';

export const isPipelineSpec: Validator<PipelineSpec>;
export const isPromptTemplate: Validator<PromptTemplate>;
