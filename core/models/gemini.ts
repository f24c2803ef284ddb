/** Asking a model of Vertex AI: where it is, and what is sent to it; the form of a conversation is that of its tuning files. */
import type { protos } from '@google-cloud/aiplatform';
import type { Thinking } from '../../catalog';
import type { ModelRequest } from '../contents';
import { PermanentError } from '../errors';
import type { SearchTool } from '../grounding/spec';
import { nearestLocation } from '../vertex-locations';
import type { FrozenModel, ModelQuestion } from './question';

export interface Content {
  role: string;
  parts: { text: string }[];
}

export interface Contents {
  systemInstruction?: Content;
  contents: Content[];
}

export const geminiText = ({ parts }: Content): string => parts.map(({ text }) => text).join('');

export type SaidPart = protos.google.cloud.aiplatform.v1.IPart;

/** What is said of an answer, without its thoughts. */
export const spokenText = (parts: SaidPart[]): string =>
  geminiText({ parts: parts.filter(({ thought }) => !thought) } as Content);

const content = (role: string, text: string): Content => ({ role, parts: [{ text }] });

export function geminiContents({ system, turns }: ModelRequest): Contents {
  return {
    ...(system !== undefined && { systemInstruction: content('system', system) }),
    contents: turns.map(({ role, text }) => content(role, text)),
  };
}

/** What a model is asked: contents, and how it is to answer. */
export const generationRequest = ({
  base,
  request,
  generation,
  choices,
  search,
  seed = 0,
}: Omit<ModelQuestion, 'model'>) => ({
  ...geminiContents(request),
  ...screening(generation),
  ...(search && { tools: searchTools(search) }),
  generationConfig: { ...configFor(base, generation), seed, ...(choices && restrictedTo(choices)) },
});

/**
 * What screens question and answer, by Vertex AI's own filters and by Model Armor: whatever they block comes back as a reason.
 * Source: https://docs.cloud.google.com/model-armor/model-armor-vertex-integration
 */
const screening = ({ safety = {}, modelArmor }: ModelQuestion['generation']) => ({
  ...(Object.keys(safety).length > 0 && {
    safetySettings: Object.entries(safety).map(([category, threshold]) => ({
      category: category as 'HARM_CATEGORY_UNSPECIFIED',
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

/** Source: https://docs.cloud.google.com/gemini-enterprise-agent-platform/reference/models/grounding, read on 2026-11-29. */
const searchTools = (tool: SearchTool) => ['googleSearch' in tool ? tool : { retrieval: tool }];

/** Where Landfall is deployed. */
export interface VertexPlace {
  project: string;
  region: string;
}

/** What calls about an untuned base name as their model. @throws PermanentError when it is served nowhere near */
export const publishedModel = (base: FrozenModel, { project, region }: VertexPlace): string =>
  `projects/${project}/locations/${vertexPlaceOf(base, region)}/publishers/google/models/${base.id}`;

/** @throws PermanentError when it is served nowhere near */
export function vertexPlaceOf({ id, servingLocations = [] }: FrozenModel, region: string): string {
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
function configFor({ thinking, ignoredSettings = [] }: FrozenModel, generation: ModelQuestion['generation']) {
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
