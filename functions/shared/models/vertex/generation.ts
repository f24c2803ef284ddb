/** Asking a model on Vertex AI. */
import type { PredictionServiceClient } from '@google-cloud/aiplatform/build/src/v1/prediction_service_client';
import type { protos } from '@google-cloud/aiplatform';
import type { Thinking } from '../../../../catalog';
import { PermanentError, RetryableError } from '../../../../core/errors';
import { nearestLocation } from '../../../../core/vertex-locations';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Answer, FrozenModel, Generation, Hearing, Question } from '../provider';
import { called, rejectionIn } from './api-errors';
import { finishReasonOf, joined, readAnswer, spokenText, type Response } from './answer';
import { contentsOf } from './form';
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
      const answering = hearing ? heard(clientFor(model), request, hearing) : whole(clientFor(model), request);
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

async function whole(client: PredictionServiceClient, request: Request): Promise<Answer> {
  const [response] = await client.generateContent(request);
  return readAnswer(response);
}

/** The answer is that of all chunks together: what says how it ended, and what it cost, is in the last of them. */
async function heard(client: PredictionServiceClient, request: Request, { signal, onText }: Hearing): Promise<Answer> {
  signal?.throwIfAborted();
  const stream = client.streamGenerateContent(request);
  const stop = (): void => void stream.destroy(signal!.reason as Error);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let said: Response = {};
    for await (const chunk of stream as AsyncIterable<Response>) {
      said = joined(said, chunk);
      const piece = spokenText(chunk.candidates?.[0]?.content?.parts ?? []);
      if (piece !== '') onText?.(piece);
    }
    const [candidate] = said.candidates ?? [];
    if (candidate && !finishReasonOf(candidate) && !said.promptFeedback)
      throw new RetryableError('generating: the answer broke off before its end');
    return readAnswer(said);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** What a model is asked: contents, and how it is to answer. */
export const generationRequest = ({ base, request, generation, choices, seed = 0 }: Omit<Question, 'model'>) => ({
  ...contentsOf(request),
  ...screening(generation),
  generationConfig: { ...configFor(base, generation), seed, ...(choices && restrictedTo(choices)) },
});

/**
 * What screens question and answer, by Vertex AI's own filters and by Model Armor: whatever they block comes back as a reason.
 * Source: https://docs.cloud.google.com/model-armor/model-armor-vertex-integration
 */
const screening = ({ safety = {}, modelArmor }: Question['generation']) => ({
  ...(Object.keys(safety).length > 0 && {
    safetySettings: Object.entries(safety).map(([category, threshold]) => ({
      category: category as keyof typeof protos.google.cloud.aiplatform.v1.HarmCategory,
      threshold,
    })),
  }),
  ...(modelArmor && {
    modelArmorConfig: {
      ...(modelArmor.prompt && { promptTemplateName: modelArmor.prompt }),
      ...(modelArmor.answer && { responseTemplateName: modelArmor.answer }),
    },
  }),
});

/** What calls about an untuned base name as their model. @throws PermanentError when it is served nowhere near */
export const publishedModel = (base: FrozenModel, { project, region }: Pick<Config, 'project' | 'region'>): string =>
  `projects/${project}/locations/${placeOf(base, region)}/publishers/google/models/${base.id}`;

/** @throws PermanentError when it is served nowhere near */
export function placeOf({ id, servingLocations = [] }: FrozenModel, region: string): string {
  if (servingLocations.length === 0) return region;
  const place = nearestLocation(servingLocations, region);
  if (place) return place;
  throw new PermanentError(`${id} is served in ${servingLocations.join(', ')}, none of which is near ${region}`, {
    fix: 'deploy to a region near one of them, or tune another base',
  });
}

/**
 * Thinking counts against maxOutputTokens, and a tuned model has learnt to answer without: Google advises the least that
 * can be set. The untuned base is asked alike, for the same cap would leave it no room for an answer that could be compared.
 * Source: https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/supervised-tuning
 */
function configFor({ thinking, ignoredSettings = [] }: FrozenModel, generation: Question['generation']) {
  const { temperature, topP, maxOutputTokens, stopSequences } = generation;
  return {
    ...(!ignoredSettings.includes('temperature') && { temperature }),
    ...(!ignoredSettings.includes('topP') && { topP }),
    maxOutputTokens,
    stopSequences,
    candidateCount: 1,
    ...(thinking && { thinkingConfig: thinkingConfigOf(thinking) }),
  };
}

/**
 * One of the texts and nothing around it. Google warns that it may cost a tuned model quality.
 * Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/control-generated-output
 */
const restrictedTo = (choices: string[]) => ({
  responseMimeType: 'text/x.enum',
  responseSchema: { type: 'STRING' as const, enum: choices },
});

const thinkingConfigOf = (least: Thinking) =>
  'budget' in least ? { thinkingBudget: least.budget } : { thinkingLevel: least.level };
