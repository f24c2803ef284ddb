/** Vectors of texts by an embedding model on Vertex AI, which takes one text a request. */
import type { PredictionServiceClient } from '@google-cloud/aiplatform/build/src/v1/prediction_service_client';
import { atMost } from '../../../../core/at-most';
import { RetryableError } from '../../../../core/errors';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { Embedded, Embedding, EmbeddingSettings } from '../provider';
import { called } from './api-errors';
import { publishedModel } from '../../../../core/models/gemini';

/** Texts under way at the same time. */
const atOnce = 8;

export function createEmbedding(
  clientFor: ClientFor<Pick<PredictionServiceClient, 'embedContent'>>,
  config: Pick<Config, 'project' | 'region'>,
): Embedding {
  return {
    embed(texts, { model: { instructions, ...model }, use, dimensions }, signal) {
      const name = publishedModel(model, config);
      return atMost(atOnce, texts, async (text) => {
        signal?.throwIfAborted();
        return embedOne(await clientFor(name), name, `${instructions[use]}${text}`, dimensions);
      });
    },
  };
}

async function embedOne(
  client: Pick<PredictionServiceClient, 'embedContent'>,
  model: string,
  text: string,
  dimensions: EmbeddingSettings['dimensions'],
): Promise<Embedded> {
  const call = client.embedContent({
    model,
    content: { parts: [{ text }] },
    embedContentConfig: { outputDimensionality: dimensions },
  });
  const [{ embedding, usageMetadata }] = await called('embedding a text', call, model);
  const vector = embedding?.values ?? [];
  if (vector.length !== dimensions)
    throw new RetryableError(`${model} gave a vector of ${vector.length} numbers, not ${dimensions}`);
  return { vector, tokens: usageMetadata?.promptTokenCount ?? 0 };
}
