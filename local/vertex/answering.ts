/** What a model says to one request, whoever has brought it: a caller that waits, or a batch. */
import { randomInt, randomUUID } from 'node:crypto';
import { now, type BaseModel, type VertexContext } from './context';
import { invalidField } from '../rpc/errors';
import { readGenerateRequest, type GenerateContentRequest, type Prompt } from './generation-request';
import type { Generator } from './generator';
import type { ServedModel } from './served-model';
import type { SmallModels } from './shipped-bases';
import { roomBeside, thoughtTokens } from './thinking';

export interface Answering {
  /** A GenerateContentResponse. @throws RpcError INVALID_ARGUMENT that names the field */
  answer: (model: ServedModel, request: GenerateContentRequest) => Promise<object>;
  /** Tokens of a prompt. */
  countPrompt: (base: BaseModel, prompt: Prompt) => number;
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

  const answer: Answering['answer'] = async ({ modelVersion, base, adapterFile }, request) => {
    const asked = readGenerateRequest(request, base, () => randomInt(2 ** 31));
    const { id, contextLength } = small.baseOf(base.id);
    const tokens = countPrompt(base, asked);
    if (tokens >= contextLength) {
      const reason = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${contextLength - 1}).`;
      throw invalidField('contents', reason);
    }
    const { maxOutputTokens = Infinity, ...question } = asked;
    const room = roomBeside(thoughtTokens(base, request.generationConfig?.thinkingConfig), maxOutputTokens);
    const { text, finishReason, promptTokens, outputTokens } =
      room.answer > 0
        ? await generator.generate({
            base: id,
            ...question,
            maxOutputTokens: Math.min(room.answer, contextLength),
            ...(adapterFile && { adapterFile }),
          })
        : { text: '', finishReason: 'MAX_TOKENS', promptTokens: tokens, outputTokens: 0 };
    const parts = room.answer > 0 ? [{ text }] : [];
    return {
      candidates: [{ content: { role: 'model', parts }, finishReason }],
      modelVersion,
      createTime: now(context),
      responseId: randomUUID(),
      usageMetadata: {
        promptTokenCount: promptTokens,
        candidatesTokenCount: outputTokens,
        ...(room.thoughts > 0 && { thoughtsTokenCount: room.thoughts }),
        totalTokenCount: promptTokens + outputTokens + room.thoughts,
        trafficType: 'ON_DEMAND',
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
        candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: outputTokens }],
      },
    };
  };

  return { answer, countPrompt };
}
