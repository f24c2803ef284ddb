/** Chat completions, whoever serves them: a question in the form of OpenAI's, and the small model's answer at once or in chunks. */
import type { Response } from 'express';
import { randomBytes } from 'node:crypto';
import type { Answering } from './answering';
import { InvalidMessages, readMessages, type Conversation } from './messages';
import type { ServedModel } from './served-model';

export interface ChatRequest {
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
  reasoning_effort?: string;
  response_format?: { type?: string; json_schema?: { schema?: AnswerSchema } };
  [other: string]: unknown;
}

interface AnswerSchema {
  properties?: Record<string, { type?: string; enum?: string[] }>;
}

export class InvalidChat extends Error {
  constructor(
    /** The parameter at fault. */
    readonly param: string,
    message: string,
  ) {
    super(message);
    this.name = 'InvalidChat';
  }
}

/** What the small model says, as the local Vertex AI gives it. */
interface Said {
  candidates: { content: { parts: { text: string }[] }; finishReason: string }[];
  usageMetadata: { promptTokenCount: number; candidatesTokenCount: number; thoughtsTokenCount?: number };
}

/** @param created seconds since the epoch. @throws InvalidChat; RpcError of whoever answers */
export async function answerChat(
  { answer }: Pick<Answering, 'answer'>,
  model: ServedModel,
  asked: ChatRequest,
  created: number,
  response: Response,
): Promise<void> {
  const choice = choiceOf(asked);
  const said = (await answer(model, questionOf(asked, choice?.values))) as Said;
  const [{ content, finishReason }] = said.candidates as [Said['candidates'][0]];
  const text = content.parts.map((part) => part.text).join('');
  const { promptTokenCount: prompt_tokens, candidatesTokenCount, thoughtsTokenCount = 0 } = said.usageMetadata;
  const completion_tokens = candidatesTokenCount + thoughtsTokenCount;
  const details = { completion_tokens_details: { reasoning_tokens: thoughtsTokenCount } };
  const whole = {
    id: `chatcmpl-${randomBytes(12).toString('hex')}`,
    created,
    model: asked.model ?? '',
    content: choice ? JSON.stringify({ [choice.name]: text }) : text,
    finish_reason: finishReason === 'MAX_TOKENS' ? 'length' : 'stop',
    usage: {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      ...(thoughtsTokenCount > 0 && details),
    },
  };
  if (asked.stream) return stream(response, whole, asked.stream_options?.include_usage === true);
  const { content: spoken, finish_reason, usage, ...head } = whole;
  const message = { role: 'assistant', content: spoken, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason }];
  response.json({ ...head, object: 'chat.completion', choices, usage });
}

function questionOf(asked: ChatRequest, choices?: string[]) {
  const { temperature = 1, top_p: topP = 1, n = 1, seed, stop, reasoning_effort: effort } = asked;
  const maxOutputTokens = asked.max_completion_tokens ?? asked.max_tokens;
  const stopSequences = [stop ?? []].flat();
  if (n !== 1) throw new InvalidChat('n', 'the local model gives one answer.');
  if (stopSequences.length > 4) throw new InvalidChat('stop', 'at most 4 stop sequences are allowed.');
  return {
    model: asked.model!,
    ...conversationIn(asked.messages),
    generationConfig: {
      temperature,
      topP,
      ...(seed !== undefined && { seed }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      stopSequences,
      ...(effort !== undefined && { thinkingConfig: { thinkingLevel: levelOf(effort) } }),
      ...(choices && { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: choices } }),
    },
  };
}

const efforts = ['minimal', 'low', 'medium', 'high'];

function levelOf(effort: string): string {
  if (efforts.includes(effort)) return effort.toUpperCase();
  throw new InvalidChat('reasoning_effort', `Invalid value: '${effort}'. Supported values are: ${efforts.join(', ')}.`);
}

function conversationIn(messages: unknown): Conversation {
  try {
    return readMessages(messages);
  } catch (error) {
    if (!(error instanceof InvalidMessages)) throw error;
    throw new InvalidChat('messages', `Invalid value: ${error.message}.`);
  }
}

/** The one field of a schema, whose texts are the only answers. */
function choiceOf({ response_format: format }: ChatRequest): { name: string; values: string[] } | undefined {
  if (!format || format.type === 'text') return undefined;
  const fields = Object.entries(format.json_schema?.schema?.properties ?? {});
  const [[name, { enum: values }] = ['', {} as { enum?: string[] }]] = fields;
  if (format.type === 'json_schema' && fields.length === 1 && values?.length) return { name, values };
  throw new InvalidChat('response_format', 'the local model takes a schema of one field whose values are listed.');
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
