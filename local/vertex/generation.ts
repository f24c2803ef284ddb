/** PredictionService and LlmUtilityService: text from base and tuned models, and the tokens that it takes. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Call } from '../rpc/api';
import { now, type VertexContext } from './context';
import { invalidField } from '../rpc/errors';
import { readGenerateRequest, readPrompt, type GenerateContentRequest, type Prompt } from './generation-request';
import type { Generator } from './generator';
import type { Content } from './resources';
import { findServedModel } from './served-model';

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
    const { modelVersion, adapterFile } = findServedModel(context, request.model, call);
    const asked = readGenerateRequest(request, contextLength, () => randomInt(2 ** 31));
    const tokens = countPrompt(asked);
    if (tokens >= contextLength) {
      const reason = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${contextLength - 1}).`;
      throw invalidField('contents', reason);
    }
    const generated = await generator.generate({ ...asked, ...(adapterFile && { adapterFile }) });
    const { text, finishReason, promptTokens, outputTokens } = generated;
    return {
      candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason }],
      modelVersion,
      createTime: now(context),
      responseId: randomUUID(),
      usageMetadata: {
        promptTokenCount: promptTokens,
        candidatesTokenCount: outputTokens,
        totalTokenCount: promptTokens + outputTokens,
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
