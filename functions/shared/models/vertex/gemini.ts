/** Gemini as Vertex AI's JSON has it: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference */
import type { generationRequest } from '../../../../core/models/gemini';
import type { Response } from '../../../../core/models/gemini-answer';
import { vertexError, type VertexPost } from '../../stage/clients';
import { textOf, type Asking } from '../../stage/posts';
import { readEvents } from '../../stage/sent-events';

type Request = ReturnType<typeof generationRequest>;

/** Neither is tried again. @throws as VertexPost does */
export interface Gemini {
  generateContent(model: string, request: Request, asking?: Asking): Promise<Response>;
  /** What it says, in chunks. */
  streamGenerateContent(model: string, request: Request, asking?: Asking): AsyncIterable<Response>;
}

export const createGemini = (post: VertexPost): Gemini => ({
  async generateContent(model, request, asking) {
    return responseIn(await textOf(await post(`${model}:generateContent`, request, asking)));
  },
  async *streamGenerateContent(model, request, asking) {
    for await (const event of readEvents(await post(`${model}:streamGenerateContent?alt=sse`, request, asking))) {
      const chunk = responseIn(event);
      if ('error' in chunk) throw await vertexError(event);
      yield chunk;
    }
  },
});

/** @throws Error without what was said: V8 quotes what it cannot read, and it may say anything of anybody */
function responseIn(text: string): Response {
  try {
    return JSON.parse(text) as Response;
  } catch {
    throw new Error('Vertex AI has answered with what is no JSON');
  }
}
