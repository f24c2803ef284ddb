/** What the checks of a chain look at. */
import type { BaseModel } from '../../catalog';
import type { StepQuestion } from '../../core/chain/kinds';
import { parsePrompt, type Prompt } from '../../core/prompt';
import type { ChainFiles, ChainSpec, PipelineSpec } from '../../schemas/generated/types';
import type { Complain } from '../tuning-checks';

export interface ChainContext {
  chain: ChainSpec;
  generation: PipelineSpec['generation'];
  catalog: Record<string, BaseModel>;
  /** The prompts that the model in production may have been tuned on, by file. */
  tunedOn: Map<string, Prompt>;
  /** What a caller sends. */
  input: string[];
  files: ChainFiles;
  /** Of a value below serving.chain. */
  complain: Complain;
}

/** The fields of each prompt that a question may be put in, by its file; none of one that could not be read. */
export function promptsFor(
  { prompt, model }: StepQuestion,
  { files, tunedOn }: ChainContext,
): [file: string, fields: string[]][] {
  if (prompt === undefined) return model === undefined ? [...tunedOn].map(([file, { fields }]) => [file, fields]) : [];
  const template = files.prompts[prompt];
  return template ? [[prompt, parsePrompt(template).fields]] : [];
}
