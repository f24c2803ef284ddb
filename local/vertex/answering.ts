/** What a model says to one request, whoever has brought it: a caller that waits or listens, or a batch. */
import { randomInt, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { now, type BaseModel, type VertexContext } from './context';
import { invalidField } from '../rpc/errors';
import { readGenerateRequest, type GenerateContentRequest, type Prompt } from './generation-request';
import type { Generated, Generator, Listener } from './generator';
import { refuseTools } from './search-tools';
import type { ServedModel } from './served-model';
import type { SmallModels } from './shipped-bases';
import { roomBeside, thoughtTokens } from './thinking';

export interface Answering {
  /**
   * A GenerateContentResponse.
   * @param signal aborted when the caller is gone
   * @throws RpcError INVALID_ARGUMENT that names the field, CANCELLED once the caller is gone
   */
  answer: (
    model: ServedModel,
    request: GenerateContentRequest,
    signal?: AbortSignal,
  ) => Promise<GenerateContentResponse>;
  /** The same answer as it grows, in one chunk at least: the last one says how it ended and what it took. @throws as `answer` does */
  stream: (
    model: ServedModel,
    request: GenerateContentRequest,
    signal?: AbortSignal,
  ) => AsyncGenerator<GenerateContentResponse, void, void>;
  /** Tokens of a prompt. */
  countPrompt: (base: BaseModel, prompt: Prompt) => number;
}

export interface GenerateContentResponse {
  candidates: [{ content: { role: 'model'; parts: { text: string }[] }; finishReason?: Generated['finishReason'] }];
  modelVersion: string;
  createTime: string;
  responseId: string;
  /** Of a stream, in its last chunk. */
  usageMetadata?: {
    promptTokenCount: number;
    candidatesTokenCount: number;
    thoughtsTokenCount?: number;
    [other: string]: unknown;
  };
}

export function createAnswering(
  context: VertexContext,
  generator: Generator,
  small: Pick<SmallModels, 'baseOf'>,
): Answering {
  const countPrompt: Answering['countPrompt'] = ({ id }, { system, turns }) => {
    const { countTurn } = small.baseOf(id);
    // The mark after which the model is to speak; where it has spoken last, its turn has that.
    const mark = turns.at(-1)?.role === 'model' ? 0 : 1;
    return turns.reduce(
      (sum, turn) => sum + countTurn(turn),
      mark + (system ? countTurn({ role: 'system', text: system }) : 0),
    );
  };

  /** What the small model is asked, or, where thinking leaves no room for an answer, the end without one. */
  const prepare = ({ base, adapterFile }: ServedModel, request: GenerateContentRequest) => {
    refuseTools(request, { base, adapterFile });
    const asked = readGenerateRequest(request, base, () => randomInt(2 ** 31));
    const { id, contextLength } = small.baseOf(base.id);
    const tokens = countPrompt(base, asked);
    if (tokens >= contextLength) {
      const reason = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${contextLength - 1}).`;
      throw invalidField('contents', reason);
    }
    const { maxOutputTokens = Infinity, ...question } = asked;
    const room = roomBeside(thoughtTokens(base, request.generationConfig?.thinkingConfig), maxOutputTokens);
    const generate = async (listener: Listener): Promise<Generated> =>
      room.answer > 0
        ? await generator.generate(
            {
              base: id,
              ...question,
              maxOutputTokens: Math.min(room.answer, contextLength),
              ...(adapterFile && { adapterFile }),
            },
            listener,
          )
        : { text: '', finishReason: 'MAX_TOKENS', promptTokens: tokens, outputTokens: 0 };
    return { room, generate };
  };

  const head = ({ modelVersion }: ServedModel) => ({
    modelVersion,
    createTime: now(context),
    responseId: randomUUID(),
  });

  return {
    async answer(model, request, signal) {
      const { room, generate } = prepare(model, request);
      const generated = await generate({ signal });
      const parts = room.answer > 0 ? [{ text: generated.text }] : [];
      return { ...ending(generated, parts, room.thoughts), ...head(model) };
    },

    async *stream(model, request, signal) {
      const { room, generate } = prepare(model, request);
      const same = head(model);
      const texts = new Readable({ objectMode: true, read: () => {} });
      const whole = generate({ signal, onMore: (text) => texts.push(text) }).finally(() => texts.push(null));
      whole.catch(() => {}); // it is thrown below, after what was said before
      let said = 0;
      for await (const text of texts as AsyncIterable<string>) {
        said += text.length;
        yield { candidates: [{ content: { role: 'model', parts: [{ text }] } }], ...same };
      }
      const generated = await whole;
      const rest = generated.text.slice(said);
      yield { ...ending(generated, room.answer > 0 ? [{ text: rest }] : [], room.thoughts), ...same };
    },

    countPrompt,
  };
}

/** How an answer has ended, after these last parts of it. */
function ending(
  { finishReason, promptTokens, outputTokens }: Generated,
  parts: { text: string }[],
  thoughts: number,
): Pick<GenerateContentResponse, 'candidates' | 'usageMetadata'> {
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason }],
    usageMetadata: {
      promptTokenCount: promptTokens,
      candidatesTokenCount: outputTokens,
      ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
      totalTokenCount: promptTokens + outputTokens + thoughts,
      trafficType: 'ON_DEMAND',
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
      candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: outputTokens }],
    },
  };
}
