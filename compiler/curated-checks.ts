/** Whether what production answers can be examples of the pipeline: a row of it has to say all that the prompt does. */
import { parsePrompt } from '../core/prompt';
import type { PipelineSpec, PromptTemplate } from '../schemas/generated/types';
import type { Complain } from './tuning-checks';

/** Columns that training.sql selects beside the fields of the prompt. */
const ownColumns = ['key', 'group_key', 'target', 'rejected'];

export function checkCurated(
  { training, grounding, serving, retraining }: PipelineSpec,
  prompts: Record<string, PromptTemplate>,
  complain: Complain,
): void {
  if (!training.curated) {
    if (retraining.feedback !== undefined)
      complain(
        ['retraining', 'feedback'],
        'corrected and approved answers join no version without training.curated, so that a retraining would learn nothing from them: set training.curated: {}, or take feedback out',
      );
    return;
  }
  const at = ['training', 'curated'];
  if (serving.chain)
    complain(
      at,
      'what a chain was asked is not what its steps have put into the prompt: take curated out, or the chain',
    );
  if (grounding)
    complain(
      at,
      'answers that rest on what was found for them are nothing to learn without it: take curated out, or grounding',
    );
  for (const [name, template] of Object.entries(prompts)) {
    const taken = parsePrompt(template).fields.find((field) => ownColumns.includes(field));
    if (taken !== undefined)
      complain(at, `${name} has a field ${taken}, which is what an example has besides its prompt: call it otherwise`);
  }
}
