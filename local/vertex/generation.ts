/** PredictionService and LlmUtilityService: text from base and tuned models, and the tokens that it takes. */
import type { Call } from '../rpc/api';
import { invalidField } from '../rpc/errors';
import type { Answering } from './answering';
import type { VertexContext } from './context';
import { readPrompt, type GenerateContentRequest } from './generation-request';
import type { Content } from './resources';
import { findServedModel } from './served-model';

interface CountTokensRequest {
  endpoint: string;
  model?: string;
  contents?: Content[];
  systemInstruction?: Content;
}

export function createGeneration(context: VertexContext, { answer, countPrompt }: Answering) {
  const generate = (request: GenerateContentRequest, call: Call) =>
    answer(findServedModel(context, request.model, call), request);

  return {
    GenerateContent: async (request: GenerateContentRequest, call: Call) => generate(request, call),
    /** One chunk for each answer: the model's process gives its text as a whole. */
    async *StreamGenerateContent(request: GenerateContentRequest, call: Call) {
      yield await generate(request, call);
    },
    CountTokens(request: CountTokensRequest, call: Call) {
      const { base } = findServedModel(context, request.model || request.endpoint, call);
      if (!request.contents?.length) throw invalidField('contents', 'Required field is not set.');
      const asked = readPrompt(request.contents, request.systemInstruction);
      const texts = [asked.system ?? '', ...asked.turns.map(({ text }) => text)];
      const totalTokens = countPrompt(base, asked);
      return {
        totalTokens,
        // Vertex AI bills characters without white space.
        totalBillableCharacters: texts.join('').replace(/\s/g, '').length,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }],
      };
    },
  };
}
