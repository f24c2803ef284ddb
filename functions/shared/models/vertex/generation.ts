/** Asking a model on Vertex AI. */
import { generationRequest, publishedModel, spokenText } from '../../../../core/models/gemini';
import {
  finishReasonOf,
  joinedResponses,
  readGeminiAnswer,
  type Response,
} from '../../../../core/models/gemini-answer';
import type { Config } from '../../stage/config';
import type { Generation } from '../provider';
import { called, rejectionIn } from './api-errors';
import type { Gemini } from './gemini';
import { rejectedFor } from './rejection';

export function createGeneration(gemini: Gemini, { project, region }: Pick<Config, 'project' | 'region'>): Generation {
  return {
    modelOf: (base) => publishedModel(base, { project, region }),
    async generate({ model, ...question }, { signal, onText, span } = {}) {
      const request = generationRequest(question);
      const asking = { signal, headers: span && { traceparent: span.traceparent } };
      const answering = onText
        ? joined(gemini.streamGenerateContent(model, request, asking), onText)
        : gemini.generateContent(model, request, asking);
      try {
        return readGeminiAnswer(await called('generating', answering, model));
      } catch (error) {
        signal?.throwIfAborted();
        const rejection = rejectionIn(error);
        if (rejection === undefined) throw error;
        return rejectedFor(rejection);
      }
    },
  };
}

/** The response that all chunks come to: what says how it ended, and what it cost, is in the last of them. */
async function joined(chunks: AsyncIterable<Response>, onText: (piece: string) => void): Promise<Response> {
  let said: Response = {};
  for await (const chunk of chunks) {
    said = joinedResponses(said, chunk);
    const piece = spokenText(chunk.candidates?.[0]?.content?.parts ?? []);
    if (piece !== '') onText(piece);
  }
  const [candidate] = said.candidates ?? [];
  if (candidate && !finishReasonOf(candidate) && !said.promptFeedback)
    throw new Error('the answer broke off before its end');
  return said;
}
