/** Chat completions, whoever serves them: a question in the form of OpenAI's, and the small model's answer, at once or as it grows. */
import type { Response } from 'express';
import { randomBytes } from 'node:crypto';
import { goneSignal } from '../rpc/gone';
import type { Answering } from './answering';
import { reasonOf, sendStream, textOf, usageOf } from './chat-stream';
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

/** @param created seconds since the epoch. @throws InvalidChat; RpcError of whoever answers, also in the middle of a stream */
export async function answerChat(
  answering: Pick<Answering, 'answer' | 'stream'>,
  model: ServedModel,
  asked: ChatRequest,
  created: number,
  response: Response,
): Promise<void> {
  const choice = choiceOf(asked);
  const question = questionOf(asked, choice?.values);
  const signal = goneSignal(response);
  const head = { id: `chatcmpl-${randomBytes(12).toString('hex')}`, created, model: asked.model ?? '' };
  if (asked.stream) {
    const chunks = answering.stream(model, question, signal);
    return sendStream(response, head, chunks, {
      field: choice?.name,
      withUsage: asked.stream_options?.include_usage === true,
    });
  }
  const said = await answering.answer(model, question, signal);
  const content = choice ? JSON.stringify({ [choice.name]: textOf(said) }) : textOf(said);
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: reasonOf(said) }];
  response.json({ ...head, object: 'chat.completion', choices, usage: usageOf(said) });
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
