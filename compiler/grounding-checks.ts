/** Whether what a pipeline says of grounding fits its prompts, and the corpora beside it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrompt } from '../core/prompt';
import type { PipelineSpec, PromptTemplate } from '../schemas/generated/types';
import { isCorpus } from './corpus';
import { readSourceFile } from './source-file';
import type { Complain } from './tuning-checks';

/** @param directory folder of the pipelines, corpora among them */
export function checkGrounding(
  { grounding }: PipelineSpec,
  prompts: Record<string, PromptTemplate>,
  directory: string,
  complain: Complain,
): void {
  if (!grounding) return;
  const { corpus, question, field } = grounding;
  const file = join(directory, corpus, 'pipeline.yaml');
  if (!existsSync(file) || !isCorpus(readSourceFile(file, file)))
    complain(
      ['grounding', 'corpus'],
      `there is no corpus ${JSON.stringify(corpus)}: a folder whose pipeline.yaml says kind: corpus`,
    );
  if (question === field)
    complain(['grounding', 'field'], 'the passages and the question are to be two fields of the prompt');
  for (const [name, template] of Object.entries(prompts)) {
    const { fields } = parsePrompt(template);
    for (const key of ['question', 'field'] as const)
      if (!fields.includes(grounding[key]))
        complain(['grounding', key], `${name} has no field ${grounding[key]}; it has ${fields.join(', ')}`);
  }
}
