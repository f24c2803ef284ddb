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

export function createGeneration(context: VertexContext, { answer, stream, countPrompt }: Answering) {
  return {
    GenerateContent: async (request: GenerateContentRequest, call: Call) =>
      answer(findServedModel(context, request.model, call), request, call.signal),
    StreamGenerateContent: (request: GenerateContentRequest, call: Call) =>
      stream(findServedModel(context, request.model, call), request, call.signal),
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
