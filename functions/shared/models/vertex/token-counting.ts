/**
 * Vertex AI's count of tokens, which is free of charge, 3,000 calls a minute.
 * Sources: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/get-token-count,
 * https://firebase.google.com/docs/vertex-ai/count-tokens (the quota, as of 2025)
 */
import type { LlmUtilityServiceClient } from '@google-cloud/aiplatform/build/src/v1/llm_utility_service_client';
import { PermanentError } from '../../../../core/errors';
import type { ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import type { TokenCounting } from '../provider';
import { called } from './api-errors';
import { geminiContents, publishedModel } from '../../../../core/models/gemini';

export function createTokenCounting(
  clientFor: ClientFor<Pick<LlmUtilityServiceClient, 'countTokens'>>,
  config: Pick<Config, 'project' | 'region'>,
): TokenCounting {
  return {
    async count(base, request) {
      const model = publishedModel(base, config);
      const client = await clientFor(model);
      const call = client.countTokens({ endpoint: model, model, ...geminiContents(request) });
      const [{ totalTokens }] = await called('counting tokens', call, model);
      if (totalTokens) return totalTokens;
      throw new PermanentError('a conversation was counted without a number of tokens', { where: model });
    },
  };
}
