/** A pipeline whose prompts are tried: what is deployed, and what serves. */
import type { Tried } from '../../../cli/prompt-trial/subjects';
import { parsePrompt } from '../../../core/prompt';
import type { Configuration, Production } from '../../../schemas/generated/types';
import { usualGate } from '../../usual-gate';

export const own = { user: '{{email}}' };
const polite = { system: 'Be polite.', user: '{{email}}' };
export const where = { project: 'demo', region: 'us-central1' };
export const ownDigest = parsePrompt(own).digest;
export const politeDigest = parsePrompt(polite).digest;
const base = 'gemini-3.5-flash-lite';

export const configuration = {
  prompt: own,
  prompts: { 'prompt.yaml': own },
  candidates: [
    { id: 'lora-8', kind: 'tuned', base, prompt: 'prompt.yaml' },
    { id: 'shots', kind: 'prompted', base, prompt: 'prompt.yaml', examples: 2 },
  ],
  baseModels: {
    [base]: { provider: 'vertex', servingLocations: ['us'] },
    'gpt-x': { provider: 'openai-compatible', calledAs: 'gpt-x-1' },
    'gemma-x': {
      provider: 'vertex-open',
      servingLocations: ['global'],
      openWeights: { managed: 'google/gemma-x-maas' },
    },
    other: { provider: 'elsewhere' },
  },
  pipeline: {
    training: { prompt: 'prompt.yaml' },
    evaluation: { metrics: ['exactMatch'] },
    generation: { temperature: 0, topP: 1, maxOutputTokens: 16, stopSequences: [] },
    deployment: { gate: usualGate({ metric: 'exactMatch', minimum: 0.3 }) },
  },
} as unknown as Configuration;

const production = {
  run: '20261123-3f9a2c1b',
  candidate: 'lora-8',
  base,
  serving: [{ endpoint: 'projects/demo/locations/us/endpoints/1', share: 1 }],
  promptDigest: ownDigest,
} as Production;

export const serving = { production, configuration };

/** The prompt polite.yaml, tried on a pipeline with a model in production. */
export const tried: Tried = {
  prompt: { name: 'polite.yaml', digest: politeDigest, template: polite },
  pipeline: 'mails',
  configuration,
  serving,
};
