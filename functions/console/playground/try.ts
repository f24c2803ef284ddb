/** A model is asked on the page itself, and not through production: its answer as it comes, and what it cost. */
import { withTurns, requestOf } from '../../../core/contents';
import { answerPrice, frozenPrices, isBilledByToken } from '../../../core/price';
import { parsePrompt, type FieldValue } from '../../../core/prompt';
import { generationFor, type Hearing } from '../../shared/models/provider';
import type { TriedAnswer } from '../answers';
import type { ConsoleDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';
import { choicesOf, turnsBefore, type Subject } from './subjects';

export interface Trial {
  subject: Subject;
  input: Record<string, FieldValue>;
  /** In place of the pipeline's own, for a base. */
  prompt?: { system?: string; user: string };
}

/** @throws HttpProblem 400 for fields that are not there, or that nobody tuned it to read */
export async function tryModel(
  { subject, input, prompt: written }: Trial,
  { cloud, generationOf }: Pick<ConsoleDeps, 'cloud' | 'generationOf'>,
  hearing: Hearing,
): Promise<TriedAnswer> {
  const { base, configuration, endpoint, isTuned } = subject;
  if (written && subject.kind !== 'base')
    throw new HttpProblem(400, `${subject.name} answers the prompt that it was made with`, 'try another on a base');
  const prompt = written ? parsePrompt({ ...configuration.prompt, ...written }) : subject.prompt;
  const missing = prompt.fields.find((field) => !Object.hasOwn(input, field));
  if (missing !== undefined) throw new HttpProblem(400, `the field ${missing} is missing`, 'give it some text');
  const generation = generationOf(configuration);
  const begun = performance.now();
  const choices = await choicesOf(cloud, subject);
  const { rejection, usage, ...said } = await generation.generate(
    {
      model: endpoint ?? generation.modelOf(base),
      base,
      request: withTurns(await turnsBefore(cloud, subject), requestOf(prompt, input)),
      generation: generationFor(prompt, configuration.pipeline),
      ...(choices && { choices }),
    },
    hearing,
  );
  const { outcome, text, finishReason, safety, recitations } = said;
  const price = frozenPrices(configuration).models[base.id];
  return {
    outcome,
    text,
    finishReason: rejection?.message ?? finishReason,
    usage,
    ms: performance.now() - begun,
    ...(safety && { safety }),
    ...(recitations && { recitations }),
    ...(price && isBilledByToken(price, isTuned) && { price: answerPrice(usage, price, isTuned) }),
  };
}
