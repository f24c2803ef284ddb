/** Asking a model on Vertex AI, and every way in which it may answer. */
import type { PredictionServiceClient } from '@google-cloud/aiplatform/build/src/v1/prediction_service_client';
import type { protos } from '@google-cloud/aiplatform';
import type { Answer, Generation } from '../provider';
import { called } from './api-errors';
import { contentsOf, textOf, type Content } from './form';

/** Fixed, so that the same question to the same model has the same answer at any temperature. */
const seed = 0;

/** @param location projects/P/locations/L, whose publishers' models can be asked */
export function createGeneration(client: PredictionServiceClient, location: string): Generation {
  return {
    modelOf: (base) => `${location}/publishers/google/models/${base}`,
    async generate({ model, request, generation }) {
      const { temperature, topP, maxOutputTokens, stopSequences } = generation;
      const [response] = await called(
        'generating',
        client.generateContent({
          model,
          ...contentsOf(request),
          generationConfig: { temperature, topP, maxOutputTokens, stopSequences, seed, candidateCount: 1 },
        }),
        model,
      );
      return readAnswer(response);
    },
  };
}

type Response = protos.google.cloud.aiplatform.v1.IGenerateContentResponse;

const isSet = (reason: unknown): reason is string => typeof reason === 'string' && !reason.endsWith('_UNSPECIFIED');

/** A response may be blocked as a whole, lack candidates, or be STOP with blank text: each has its own outcome. */
export function readAnswer({ candidates, promptFeedback, usageMetadata }: Response): Answer {
  const [candidate] = candidates ?? [];
  const text = candidate?.content?.parts ? textOf(candidate.content as Content) : '';
  const usage = {
    inputTokens: usageMetadata?.promptTokenCount ?? 0,
    outputTokens: usageMetadata?.candidatesTokenCount ?? 0,
  };
  const blockReason = promptFeedback?.blockReason;
  if (isSet(blockReason)) return { outcome: 'blocked', text: '', finishReason: blockReason, usage };

  const finishReason = isSet(candidate?.finishReason) ? candidate.finishReason : 'OTHER';
  const isWhole = finishReason === 'STOP' || finishReason === 'MAX_TOKENS';
  if (candidate && !isWhole) return { outcome: 'blocked', text: '', finishReason, usage };
  if (text.trim() === '') return { outcome: 'empty', text: '', finishReason, usage };
  return { outcome: finishReason === 'STOP' ? 'answered' : 'truncated', text, finishReason, usage };
}
