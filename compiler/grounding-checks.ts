/** Whether what a pipeline says of grounding fits its prompts, and the corpora beside it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { corporaBehind } from '../core/grounding/corpora';
import { parsePrompt } from '../core/prompt';
import type { PipelineSpec, PromptTemplate } from '../schemas/generated/types';
import { isCorpus } from './corpus';
import { readSourceFile } from './source-file';
import type { Complain } from './tuning-checks';

/** @param directory folder of the pipelines, corpora among them */
export function checkGrounding(
  spec: PipelineSpec,
  prompts: Record<string, PromptTemplate>,
  directory: string,
  complain: Complain,
): void {
  for (const { corpus, path } of corporaBehind(spec)) {
    const file = join(directory, corpus, 'pipeline.yaml');
    if (existsSync(file) && isCorpus(readSourceFile(file, file))) continue;
    complain(path, `there is no corpus ${JSON.stringify(corpus)}: a folder whose pipeline.yaml says kind: corpus`);
  }
  const { grounding } = spec;
  if (!grounding) return;
  const { question, field } = grounding;
  if (question === field)
    complain(['grounding', 'field'], 'the passages and the question are to be two fields of the prompt');
  for (const [name, template] of Object.entries(prompts)) {
    const { fields } = parsePrompt(template);
    for (const key of ['question', 'field'] as const)
      if (!fields.includes(grounding[key]))
        complain(['grounding', key], `${name} has no field ${grounding[key]}; it has ${fields.join(', ')}`);
  }
}
