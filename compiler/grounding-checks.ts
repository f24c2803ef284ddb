/** Whether what a pipeline says of a corpus fits its prompts, and the corpora beside it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { corporaBehind } from '../core/grounding/corpora';
import { corpusRuleOf } from '../core/grounding/spec';
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
  const rule = corpusRuleOf(spec);
  if (!rule) return;
  const { question, field } = rule;
  if (question === field)
    complain(['grounding', 'field'], 'the passages and the question are to be two fields of the prompt');
  for (const [name, template] of Object.entries(prompts)) {
    const { fields } = parsePrompt(template);
    for (const key of ['question', 'field'] as const)
      if (!fields.includes(rule[key]))
        complain(['grounding', key], `${name} has no field ${rule[key]}; it has ${fields.join(', ')}`);
  }
}
