/** What was said, in short: a base model is asked for it as it is. */
import type { Configuration } from '../../../schemas/generated/types';
import { frozenModel, type Hearing } from '../../shared/models/provider';
import { abortSignalOf } from '../../shared/stage/waiter';
import type { ServeDeps } from '../deps';
import type { Exchange, Summary } from './record';

const instruction =
  'You keep the memory of a conversation. Sum it up in a few sentences: what the user wants, facts, names and numbers that were ' +
  'said, what was answered and what is still open. Say nothing that is not in it, and nothing besides the summary.';

/** Milliseconds: it is waited for before the question is asked. */
const longest = 20_000;

/**
 * @param before the summary until now, which goes into the new one
 * @throws Error where there is none: the model is away, or said nothing
 */
export async function summarize(
  { before, older }: { before: Summary | undefined; older: Exchange[] },
  { model, tokens }: { model: string; tokens: number },
  configuration: Configuration,
  { generationOf }: Pick<ServeDeps, 'generationOf'>,
  { signal, span }: Hearing = {},
): Promise<Summary> {
  const base = frozenModel(configuration, model);
  const { generate, modelOf } = generationOf(configuration);
  const late = AbortSignal.timeout(longest);
  const said = older.map(({ question, answer }) => `User: ${question}\nAssistant: ${answer}`);
  const { outcome, text, finishReason } = await generate(
    {
      model: modelOf(base),
      base,
      request: {
        system: instruction,
        turns: [{ role: 'user', text: [...(before ? [`Until then: ${before.text}`] : []), ...said].join('\n\n') }],
      },
      generation: { temperature: 0, topP: 1, maxOutputTokens: tokens, stopSequences: [] },
    },
    { signal: signal ? AbortSignal.any([abortSignalOf(signal), late]) : late, span },
  );
  if (outcome !== 'answered' || text.trim() === '') throw new Error(`${model} made no summary: ${finishReason}`);
  return { text: text.trim(), of: (before?.of ?? 0) + older.length, since: before?.since ?? older[0]!.at };
}
