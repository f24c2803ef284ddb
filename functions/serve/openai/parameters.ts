/** What of OpenAI's parameters a pipeline takes: its settings were examined with its model, and are not the caller's to change. */
import { pipelineName } from '../../../core/batch/landing-path';
import type { PipelineSpec } from '../../../schemas/generated/types';
import { invalid, unsupported } from './errors';

export type Body = Record<string, unknown>;

/** Said without effect on the answer: whom it is for, caches, tiers, what is kept of it. */
const ignored = new Set([
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
  'metadata',
  'seed',
]);

type Settings = PipelineSpec['generation'];

/** What may be said if it is what happens anyway. */
const fixed: Record<string, (value: unknown, settings: Settings) => boolean> = {
  temperature: (value, { temperature }) => value === temperature,
  top_p: (value, { topP }) => value === topP,
  n: (value) => value === 1,
  presence_penalty: (value) => value === 0,
  frequency_penalty: (value) => value === 0,
  logprobs: (value) => value === false,
  store: (value) => value === true,
  tools: (value) => Array.isArray(value) && value.length === 0,
  tool_choice: (value) => value === 'none' || value === 'auto',
  parallel_tool_calls: (value) => typeof value === 'boolean',
  modalities: (value) => JSON.stringify(value) === '["text"]',
  response_format: (value) => (value as { type?: unknown }).type === 'text',
  text: (value) => ((value as { format?: { type?: unknown } }).format?.type ?? 'text') === 'text',
  truncation: (value) => value === 'disabled',
  background: (value) => value === false,
  include: (value) => Array.isArray(value) && value.length === 0,
};

/**
 * @param own what the API reads itself
 * @throws HttpProblem 400 that names the parameter: what cannot be done is refused, never left out in silence
 */
export function checkParameters(body: Body, settings: Settings, own: string[]): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || own.includes(name) || ignored.has(name)) continue;
    const isTrue = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
    if (isTrue?.(value, settings)) continue;
    const why = isTrue ? `is not ${JSON.stringify(value).slice(0, 80)} here` : 'is not supported';
    throw unsupported(
      name,
      `"${name}" ${why}`,
      'leave it out: a pipeline answers with the settings that its model was examined with',
    );
  }
}

/** Fewer tokens than the pipeline gives, or undefined. @throws HttpProblem 400 for what is no number of tokens */
export function readMost(body: Body, names: string[], { maxOutputTokens }: Settings): number | undefined {
  const name = names.find((each) => body[each] !== null && body[each] !== undefined);
  if (name === undefined) return undefined;
  const most = body[name];
  if (!Number.isSafeInteger(most) || (most as number) < 1)
    throw invalid(name, `"${name}" is not a number of tokens from 1`);
  return (most as number) < maxOutputTokens ? (most as number) : undefined;
}

/** The pipeline that is meant. @throws HttpProblem 400 */
export function modelIn({ model }: Body): string {
  if (typeof model === 'string' && pipelineName.test(model)) return model;
  throw invalid('model', '"model" is not the name of a pipeline', 'name one that GET /v1/models lists');
}

/** @throws HttpProblem 400 */
export function objectOf(body: unknown): Body {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw invalid('body', 'the body is not a JSON object');
}
