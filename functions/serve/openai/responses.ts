/** /v1/responses: the same as chat completions, in the form of OpenAI's newer API. */
import { generationFor, type Hearing, type Usage } from '../../shared/models/provider';
import type { Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import type { ConversationAsking } from '../history/converse';
import type { EventStream } from '../../shared/http/event-stream';
import { citationsIn, suggestionsIn } from './annotations';
import { readAsking } from './asking';
import { endOf, type End } from './end';
import { invalid } from './errors';
import type { Body } from './parameters';

const names = { messages: 'input', most: ['max_output_tokens'] };

/** An input that is a text is the user's only message. */
function read({ conversation: named, ...body }: Body, serving: Serving, id: string): ConversationAsking {
  const { input } = body;
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const conversation = conversationIn(named);
  return { id, ...readAsking({ ...body, input: messages }, serving, names), ...(conversation && { conversation }) };
}

/** Its id, or an object that has it. @throws HttpProblem 400 */
function conversationIn(named: unknown): string | undefined {
  if (named === undefined || named === null) return undefined;
  const id = typeof named === 'object' ? (named as { id?: unknown }).id : named;
  if (typeof id === 'string' && id !== '') return id;
  throw invalid(
    'conversation',
    '"conversation" is not the id of one',
    'send an id of your own, the same for all of it',
  );
}

const usageOf = ({ inputTokens, outputTokens, thoughtTokens }: Usage) => ({
  input_tokens: inputTokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: outputTokens,
  output_tokens_details: { reasoning_tokens: thoughtTokens },
  total_tokens: inputTokens + outputTokens,
});

const reasons = { cut: 'max_output_tokens', filtered: 'content_filter' } as const;

/** A response at its beginning, or as it has ended. */
function responseOf(serving: Serving, id: string, { clock }: ServeDeps) {
  const { prompt, configuration } = serving.control;
  const { temperature, topP } = generationFor(prompt, configuration.pipeline);
  const head = {
    id: `resp_${id}`,
    object: 'response',
    created_at: Math.floor(clock.now().getTime() / 1000),
    model: serving.production.pipeline,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: false,
    temperature,
    top_p: topP,
    tool_choice: 'none',
    tools: [],
  };
  return {
    begun: { ...head, status: 'in_progress', output: [], usage: null },
    ended: ({ end, usage, ...said }: End) => ({
      ...head,
      ...suggestionsIn(said.grounding),
      status: end === 'whole' ? 'completed' : 'incomplete',
      incomplete_details: end === 'whole' ? null : { reason: reasons[end] },
      output: [messageOf(id, partOf(said), end)],
      usage: usage ? usageOf(usage) : null,
    }),
  };
}

const annotationsOf = ({ grounding }: Pick<End, 'grounding'>) =>
  citationsIn(grounding).map((citation) => ({ type: 'url_citation', ...citation }));

const textPart = (text: string, annotations: object[] = []) => ({
  type: 'output_text',
  text,
  annotations,
  logprobs: [],
});

const partOf = ({ text, refusal, ...said }: Pick<End, 'text' | 'refusal' | 'grounding'>) =>
  refusal === undefined ? textPart(text, annotationsOf(said)) : { type: 'refusal', refusal };

const messageOf = (id: string, part: object | undefined, end?: End['end']) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  status: end === undefined ? 'in_progress' : end === 'whole' ? 'completed' : 'incomplete',
  content: part ? [part] : [],
});

/** @throws HttpProblem */
export async function createResponse(serving: Serving, body: Body, hearing: Hearing, deps: ServeDeps) {
  const id = deps.newId();
  return responseOf(serving, id, deps).ended(await endOf(serving, read(body, serving, id), hearing, deps));
}

/** The same as named events, each numbered. @throws HttpProblem, also when some have been sent */
export async function streamResponse(
  serving: Serving,
  body: Body,
  hearing: Hearing,
  events: EventStream,
  deps: ServeDeps,
): Promise<void> {
  const id = deps.newId();
  const asking = read(body, serving, id);
  const { begun, ended } = responseOf(serving, id, deps);
  let sequence_number = 0;
  const send = (type: string, data: object): void =>
    events.send({ type, sequence_number: sequence_number++, ...data }, type);
  const item = { output_index: 0 };
  const place = { item_id: `msg_${id}`, ...item, content_index: 0 };
  const begin = (): void => {
    if (events.hasBegun()) return;
    send('response.created', { response: begun });
    send('response.in_progress', { response: begun });
    send('response.output_item.added', { ...item, item: messageOf(id, undefined) });
    send('response.content_part.added', { ...place, part: textPart('') });
  };
  const onText = (delta: string): void => {
    begin();
    send('response.output_text.delta', { ...place, delta, logprobs: [] });
  };
  const said = await endOf(serving, asking, { ...hearing, onText }, deps);
  begin();
  const { text, refusal, end } = said;
  const part = partOf(said);
  for (const [annotation_index, annotation] of annotationsOf(said).entries())
    send('response.output_text.annotation.added', { ...place, annotation_index, annotation });
  if (refusal === undefined) send('response.output_text.done', { ...place, text, logprobs: [] });
  else send('response.refusal.done', { ...place, refusal });
  send('response.content_part.done', { ...place, part });
  send('response.output_item.done', { ...item, item: messageOf(id, part, end) });
  send(end === 'whole' ? 'response.completed' : 'response.incomplete', { response: ended(said) });
  events.end();
}
