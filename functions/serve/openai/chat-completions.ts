/** /v1/chat/completions: a pipeline answers as a model of OpenAI's would, so that existing clients need another base URL alone. */
import type { Hearing, Usage } from '../../shared/models/provider';
import type { Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import type { EventStream } from '../../shared/http/event-stream';
import { citationsIn, suggestionsIn } from './annotations';
import { readAsking } from './asking';
import { endOf, type End } from './end';
import type { Body } from './parameters';

const names = { messages: 'messages', most: ['max_completion_tokens', 'max_tokens'] };

const finishReasons = { whole: 'stop', cut: 'length', filtered: 'content_filter' } as const;

const usageOf = ({ inputTokens, outputTokens, thoughtTokens }: Usage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  completion_tokens_details: { reasoning_tokens: thoughtTokens },
});

/** None where nothing was cited: most pipelines have no sources. */
function annotationsOf({ grounding }: End) {
  const annotations = citationsIn(grounding).map((url_citation) => ({ type: 'url_citation', url_citation }));
  return { ...(annotations.length > 0 && { annotations }), ...suggestionsIn(grounding) };
}

/** What is said, below the head that all objects of an answer share. */
function headed(serving: Serving, id: string, object: string, { clock }: ServeDeps) {
  const created = Math.floor(clock.now().getTime() / 1000);
  const model = serving.production.pipeline;
  return <T extends object>(said: T) => ({ id: `chatcmpl-${id}`, object, created, model, ...said });
}

/** @throws HttpProblem */
export async function chatCompletion(serving: Serving, body: Body, hearing: Hearing, deps: ServeDeps) {
  const said = await endOf(serving, readAsking(body, serving, names), hearing, deps);
  const { id, text, end, refusal, usage } = said;
  const content = refusal === undefined ? text : null;
  const message = { role: 'assistant', content, refusal: refusal ?? null, ...annotationsOf(said) };
  const completion = headed(serving, id, 'chat.completion', deps);
  return completion({
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasons[end] }],
    ...(usage && { usage: usageOf(usage) }),
  });
}

/** The same in chunks. @throws HttpProblem, also when some have been sent */
export async function streamChatCompletion(
  serving: Serving,
  body: Body,
  hearing: Hearing,
  events: EventStream,
  deps: ServeDeps,
): Promise<void> {
  const id = deps.newId();
  const asking = { ...readAsking(body, serving, names), id };
  const chunk = headed(serving, id, 'chat.completion.chunk', deps);
  const send = (said: object, finish_reason: string | null = null): void => {
    const delta = events.hasBegun() ? said : { role: 'assistant', ...said };
    events.send(chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason }] }));
  };
  const onText = (content: string): void => send({ content });
  const said = await endOf(serving, asking, { ...hearing, onText }, deps);
  const { end, refusal, usage } = said;
  if (refusal !== undefined) send({ refusal });
  send(annotationsOf(said), finishReasons[end]);
  const { include_usage } = (body.stream_options ?? {}) as { include_usage?: boolean };
  if (include_usage && usage) events.send(chunk({ choices: [], usage: usageOf(usage) }));
  events.send('[DONE]');
  events.end();
}
