/** Asking a model on Vertex AI, and every way in which it may answer. */
import type { PredictionServiceClient } from '@google-cloud/aiplatform/build/src/v1/prediction_service_client';
import type { protos } from '@google-cloud/aiplatform';
import type { Thinking } from '../../../../catalog';
import { PermanentError } from '../../../../core/errors';
import { nearestLocation } from '../../../../core/vertex-locations';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Answer, FrozenModel, Generation, Hearing, Question } from '../provider';
import { called, rejectionIn } from './api-errors';
import { contentsOf, textOf, type Content } from './form';
import { rejectedFor } from './rejection';

/** Fixed, so that the same question to the same model has the same answer at any temperature. */
const seed = 0;

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
    const parts: SaidPart[] = [];
    let last: Response = {};
    for await (const chunk of stream as AsyncIterable<Response>) {
      const spoken = chunk.candidates?.[0]?.content?.parts ?? [];
      parts.push(...spoken);
      last = joined(last, chunk);
      const piece = spokenText(spoken);
      if (piece !== '') onText?.(piece);
    }
    const [candidate] = last.candidates ?? [];
    return readAnswer({ ...last, ...(candidate && { candidates: [{ ...candidate, content: { parts } }] }) });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Later chunks say more of how it ended, and leave out what earlier ones have said. */
const joined = (before: Response, { candidates, promptFeedback, usageMetadata }: Response): Response => ({
  candidates: candidates?.length ? candidates : before.candidates,
  promptFeedback: promptFeedback ?? before.promptFeedback,
  usageMetadata: usageMetadata ?? before.usageMetadata,
});

/** What a model is asked: contents, and how it is to answer. */
export const generationRequest = ({ base, request, generation, choices }: Omit<Question, 'model'>) => ({
  ...contentsOf(request),
  generationConfig: { ...configFor(base, generation), ...(choices && restrictedTo(choices)) },
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
    seed,
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

type Response = protos.google.cloud.aiplatform.v1.IGenerateContentResponse;
type SaidPart = protos.google.cloud.aiplatform.v1.IPart;

const spokenText = (parts: SaidPart[]): string => textOf({ parts: parts.filter(({ thought }) => !thought) } as Content);

const isSet = (reason: unknown): reason is string => typeof reason === 'string' && !reason.endsWith('_UNSPECIFIED');

/** A response may be blocked as a whole, lack candidates, be STOP with blank text, or be all thought: each has its own outcome. */
export function readAnswer({ candidates, promptFeedback, usageMetadata }: Response): Answer {
  const [candidate] = candidates ?? [];
  const text = spokenText(candidate?.content?.parts ?? []);
  const thoughtTokens = usageMetadata?.thoughtsTokenCount ?? 0;
  const usage = {
    inputTokens: usageMetadata?.promptTokenCount ?? 0,
    outputTokens: (usageMetadata?.candidatesTokenCount ?? 0) + thoughtTokens,
    thoughtTokens,
  };
  const blockReason = promptFeedback?.blockReason;
  if (isSet(blockReason)) return { outcome: 'blocked', text: '', finishReason: blockReason, usage };

  const finishReason = isSet(candidate?.finishReason) ? candidate.finishReason : 'OTHER';
  const isWhole = finishReason === 'STOP' || finishReason === 'MAX_TOKENS';
  if (candidate && !isWhole) return { outcome: 'blocked', text: '', finishReason, usage };
  if (text.trim() === '') return { outcome: 'empty', text: '', finishReason, usage };
  return { outcome: finishReason === 'STOP' ? 'answered' : 'truncated', text, finishReason, usage };
}
