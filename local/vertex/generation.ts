/** PredictionService and LlmUtilityService: text from base and tuned models, and the tokens that it takes. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Call } from '../rpc/api';
import { now, type VertexContext } from './context';
import { invalidField } from '../rpc/errors';
import { readGenerateRequest, readPrompt, type GenerateContentRequest, type Prompt } from './generation-request';
import type { Generator } from './generator';
import type { Content } from './resources';
import { findServedModel } from './served-model';
import { roomBeside, thoughtTokens } from './thinking';

export interface Tokenizer {
  /** Tokens of one turn, with the marks around it. */
  countTurn: (turn: { role: 'system' | 'user' | 'model'; text: string }) => number;
}

interface CountTokensRequest {
  endpoint: string;
  model?: string;
  contents?: Content[];
  systemInstruction?: Content;
}

export function createGeneration(
  context: VertexContext,
  generator: Generator,
  tokenizer: Tokenizer,
  contextLength: number,
) {
  const generate = async (request: GenerateContentRequest, call: Call) => {
    const { modelVersion, base, adapterFile } = findServedModel(context, request.model, call);
    const asked = readGenerateRequest(request, base, () => randomInt(2 ** 31));
    const tokens = countPrompt(asked);
    if (tokens >= contextLength) {
      const reason = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${contextLength - 1}).`;
      throw invalidField('contents', reason);
    }
    const { maxOutputTokens = Infinity, ...question } = asked;
    const room = roomBeside(thoughtTokens(base, request.generationConfig?.thinkingConfig), maxOutputTokens);
    const { text, finishReason, promptTokens, outputTokens } =
      room.answer > 0
        ? await generator.generate({
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
  /** The mark after which the model speaks is one more. */
  const countPrompt = ({ system, turns }: Prompt): number =>
    turns.reduce(
      (sum, turn) => sum + tokenizer.countTurn(turn),
      1 + (system ? tokenizer.countTurn({ role: 'system', text: system }) : 0),
    );

  return {
    GenerateContent: generate,
    /** One chunk for each answer: the model's process gives its text as a whole. */
    async *StreamGenerateContent(request: GenerateContentRequest, call: Call) {
      yield await generate(request, call);
    },
    CountTokens(request: CountTokensRequest, call: Call) {
      findServedModel(context, request.model || request.endpoint, call);
      if (!request.contents?.length) throw invalidField('contents', 'Required field is not set.');
      const asked = readPrompt(request.contents, request.systemInstruction);
      const texts = [asked.system ?? '', ...asked.turns.map(({ text }) => text)];
      const totalTokens = countPrompt(asked);
      return {
        totalTokens,
        // Vertex AI bills characters without white space.
        totalBillableCharacters: texts.join('').replace(/\s/g, '').length,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }],
      };
    },
  };
}
