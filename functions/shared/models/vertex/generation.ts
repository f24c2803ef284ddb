/** Asking a model on Vertex AI. */
import type { PredictionServiceClient } from '@google-cloud/aiplatform/build/src/v1/prediction_service_client';
import type { protos } from '@google-cloud/aiplatform';
import { RetryableError } from '../../../../core/errors';
import { generationRequest, publishedModel, spokenText } from '../../../../core/models/gemini';
import {
  finishReasonOf,
  joinedResponses,
  readGeminiAnswer,
  type Response,
} from '../../../../core/models/gemini-answer';
import type { ModelAnswer } from '../../../../core/models/question';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Generation, Hearing } from '../provider';
import { called, rejectionIn } from './api-errors';
import { rejectedFor } from './rejection';

export function createGeneration(
  clientFor: ClientFor<PredictionServiceClient>,
  { project, region }: Pick<Config, 'project' | 'region'>,
): Generation {
  return {
    modelOf: (base) => publishedModel(base, { project, region }),
    async generate({ model, ...question }, hearing) {
      const request = { model, ...generationRequest(question) };
      // Only a stream can be heard as it comes, and be cancelled: the client gives a whole answer without a way to end it.
      const client = await clientFor(model);
      const answering = hearing ? heard(client, request, hearing) : whole(client, request);
      try {
        return await called('generating', answering, model);
      } catch (error) {
        hearing?.signal?.throwIfAborted();
        const rejection = rejectionIn(error);
        if (rejection === undefined) throw error;
        return rejectedFor(rejection);
      }
    },
  };
}

type Request = protos.google.cloud.aiplatform.v1.IGenerateContentRequest;

async function whole(client: PredictionServiceClient, request: Request): Promise<ModelAnswer> {
  const [response] = await client.generateContent(request);
  return readGeminiAnswer(response);
}

/** The answer is that of all chunks together: what says how it ended, and what it cost, is in the last of them. */
async function heard(
  client: PredictionServiceClient,
  request: Request,
  { signal, onText, span }: Hearing,
): Promise<ModelAnswer> {
  signal?.throwIfAborted();
  const headers = span && { otherArgs: { headers: { traceparent: span.traceparent } } };
  const stream = client.streamGenerateContent(request, headers);
  const stop = (): void => void stream.destroy(signal!.reason as Error);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let said: Response = {};
    for await (const chunk of stream as AsyncIterable<Response>) {
      said = joinedResponses(said, chunk);
      const piece = spokenText(chunk.candidates?.[0]?.content?.parts ?? []);
      if (piece !== '') onText?.(piece);
    }
    const [candidate] = said.candidates ?? [];
    if (candidate && !finishReasonOf(candidate) && !said.promptFeedback)
      throw new RetryableError('generating: the answer broke off before its end');
    return readGeminiAnswer(said);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
