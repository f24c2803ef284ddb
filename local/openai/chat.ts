/** `/chat/completions`: a small model answers, at once or as a stream of chunks. */
import { Router, type Response } from 'express';
import { randomBytes } from 'node:crypto';
import { findServedModel, type ServedModel } from '../vertex/served-model';
import { isOpen } from '../vertex/base-models';
import { anyone, type OpenAiContext } from './context';
import { invalid, noModel } from './errors';
import { findTunedModel } from './jobs';
import { InvalidMessages, readMessages, type Conversation } from '../vertex/messages';

interface ChatRequest {
  model?: string;
  messages?: unknown;
  temperature?: number;
  top_p?: number;
  max_tokens?: number;
  max_completion_tokens?: number;
  stop?: string | string[] | null;
  seed?: number;
  n?: number;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  response_format?: { type?: string; json_schema?: { schema?: AnswerSchema } };
  [other: string]: unknown;
}

interface AnswerSchema {
  properties?: Record<string, { type?: string; enum?: string[] }>;
}

const known = new Set([
  'model',
  'messages',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'n',
  'stream',
  'stream_options',
  'response_format',
  'user',
  'metadata',
  'store',
]);

/** What the small model says, as the local Vertex AI gives it. */
interface Said {
  candidates: { content: { parts: { text: string }[] }; finishReason: string }[];
  usageMetadata: { promptTokenCount: number; candidatesTokenCount: number };
}

export function chatRoutes(context: OpenAiContext): Router {
  const router = Router();
  router.post('/chat/completions', async (request, response) => {
    const asked = (request.body ?? {}) as ChatRequest;
    const unknown = Object.keys(asked).find((name) => !known.has(name));
    if (unknown !== undefined)
      throw invalid(
        unknown,
        `Unsupported parameter: '${unknown}' is not supported with this model.`,
        'unsupported_parameter',
      );
    const model = servedModel(context, asked.model ?? '');
    const choice = choiceOf(asked);
    const said = (await context.answering.answer(model, questionOf(asked, choice?.values))) as Said;
    const [{ content, finishReason }] = said.candidates as [Said['candidates'][0]];
    const text = content.parts.map((part) => part.text).join('');
    const { promptTokenCount: prompt_tokens, candidatesTokenCount: completion_tokens } = said.usageMetadata;
    const answer = {
      id: `chatcmpl-${randomBytes(12).toString('hex')}`,
      created: context.now(),
      model: asked.model!,
      content: choice ? JSON.stringify({ [choice.name]: text }) : text,
      finish_reason: finishReason === 'MAX_TOKENS' ? 'length' : 'stop',
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    };
    if (asked.stream) return stream(response, answer, asked.stream_options?.include_usage === true);
    const { content: whole, finish_reason, usage, ...head } = answer;
    const message = { role: 'assistant', content: whole, refusal: null };
    response.json({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage,
    });
  });
  return router;
}

function servedModel({ tuned, ...context }: OpenAiContext, id: string): ServedModel {
  const base = tuned.models.find((model) => model.id === id);
  if (base && isOpen(tuned, base, 'inference', 'global')) return { modelVersion: id, base };
  const found = findTunedModel({ tuned, ...context }, id);
  if (!found) throw noModel(id);
  return findServedModel(tuned, found.endpoint, anyone);
}

function questionOf(asked: ChatRequest, choices?: string[]) {
  const { temperature = 1, top_p: topP = 1, n = 1, seed, stop } = asked;
  const maxOutputTokens = asked.max_completion_tokens ?? asked.max_tokens;
  const stopSequences = [stop ?? []].flat();
  if (n !== 1) throw invalid('n', 'the local model gives one answer.');
  if (stopSequences.length > 4) throw invalid('stop', 'at most 4 stop sequences are allowed.');
  return {
    model: asked.model!,
    ...conversationIn(asked.messages),
    generationConfig: {
      temperature,
      topP,
      ...(seed !== undefined && { seed }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      stopSequences,
      ...(choices && { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: choices } }),
    },
  };
}

function conversationIn(messages: unknown): Conversation {
  try {
    return readMessages(messages);
  } catch (error) {
    if (!(error instanceof InvalidMessages)) throw error;
    throw invalid('messages', `Invalid value: ${error.message}.`);
  }
}

/** The one field of a schema, whose texts are the only answers. */
function choiceOf({ response_format: format }: ChatRequest): { name: string; values: string[] } | undefined {
  if (!format || format.type === 'text') return undefined;
  const fields = Object.entries(format.json_schema?.schema?.properties ?? {});
  const [[name, { enum: values }] = ['', {} as { enum?: string[] }]] = fields;
  if (format.type === 'json_schema' && fields.length === 1 && values?.length) return { name, values };
  throw invalid('response_format', 'the local model takes a schema of one field whose values are listed.');
}

interface WholeAnswer {
  id: string;
  created: number;
  model: string;
  content: string;
  finish_reason: string;
  usage: object;
}

/** The model's process gives its text as a whole: it is one chunk. */
function stream(response: Response, { content, finish_reason, usage, ...head }: WholeAnswer, withUsage: boolean): void {
  const send = (choices: object[], more: object = {}) =>
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
  send([{ index: 0, delta: { content }, finish_reason: null }]);
  send([{ index: 0, delta: {}, finish_reason }]);
  if (withUsage) send([], { usage });
  response.end('data: [DONE]\n\n');
}
