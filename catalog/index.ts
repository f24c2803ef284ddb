/** The base models that a pipeline may name: their limits, regions and dates, as data with source and as-of date. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LifecycleDate } from './lifecycle';
import type { FrozenPrice } from './prices';
import type { Provenance } from './provenance';

/** What is known of a model. Sizes in tokens, bytes or examples; a share is of the training examples. */
export interface ModelFacts {
  contextTokens: number;
  outputTokens: number;
  /** Ranks of a LoRA adapter that tuning accepts; none where the provider chooses. */
  adapterSizes: number[];
  /** Of prompt and answer together, that tuning reads. */
  tokensPerExample: number;
  /** What a text is estimated by: bytes of ASCII, and of all other characters in UTF-8, that are a token on the long side. */
  bytesPerToken: { ascii: number; other: number };
  /** What a bill is estimated by: bytes that are a token of ordinary texts on average, and the marks around each turn. */
  tokenizing: { bytesPerToken: number; tokensPerTurn: number };
  /** Words of all answers together that it can be restricted to. */
  choiceWords: number;
  trainingExamples: number;
  trainingBytes: number;
  validationExamples: number;
  validationShare: number;
  /** The share is asked for only above this number of validation examples. */
  validationShareFrom: number;
  /** `global` where the region does not matter. */
  tuningRegions: string[];
  /** Locations whose host answers for the base model itself: multi-regions such as `us`, or regions. */
  servingLocations: string[];
  /** The same for what was tuned on it. */
  tunedServingLocations: string[];
  /** How it thinks before it answers, which counts against the limit of its output; null for a model that does not think. */
  thinking: Thinking | null;
  /** Settings that it takes and does not act on. */
  ignoredSettings: ('temperature' | 'topP')[];
  /** What answers many questions as one batch: the model itself, what was tuned on it. */
  batchPrediction: ('base' | 'tuned')[];
  /** What was tuned on it can be tuned on. */
  continuousTuning?: true;
  /** Of a provider that several services speak alike: the one that has this model. */
  service?: ModelService;
  /** Of a model whose tuning leaves its weights in a bucket, and makes no endpoint. */
  openWeights?: OpenWeights;
}

/** How a model with open weights is named, and what answers for it. */
export interface OpenWeights {
  /** What tuning calls it: PUBLISHER/MODEL@VERSION. */
  publisherModel: string;
  /** What it is called where it answers as it is, without a machine of its own, and is billed by the token. */
  managed: string;
  /** What has room for the weights of what was tuned on it, at least. */
  machine: Machine;
}

export interface Machine {
  type: string;
  accelerator: string;
  accelerators: number;
}

/** One of several that speak a provider's protocol. */
export interface ModelService {
  /** In small letters, as its key and its secret are named after it. */
  name: string;
  /** Where it answers, up to the version. */
  baseUrl: string;
}

/** The least thinking that can be asked of a model: a budget in tokens up to Gemini 2.5, a level from Gemini 3. */
export type Thinking = { budget: number } | { level: 'MINIMAL' | 'LOW' };

type Optional = 'service' | 'openWeights' | 'continuousTuning';

export interface BaseModel extends ModelFacts {
  /** The name in pipeline.yaml and in the provider's API. */
  id: string;
  title: string;
  publisher: string;
  /** Who tunes and serves it: a name in functions/shared/models/providers.ts. */
  provider: string;
  /** Takes supervised tuning now. */
  tunable: boolean;
  /** A model of the local cloud that no provider has. */
  isLocal?: true;
  /** Of such a model: the providers whose models it answers for there. */
  standsInFor?: string[];
  /** Of a model in whose name that one answers: its id. The limits are its own then. */
  answeredBy?: string;
  /** Of a model that a run is frozen with: what its tuning and its answers cost, where that is known. */
  price?: FrozenPrice;
  provenance: Record<keyof Omit<ModelFacts, Optional>, Provenance> & Partial<Record<Optional, Provenance>>;
  /** Every published date at which it ends for someone, each with its own source. */
  lifecycle: LifecycleDate[];
  /** Models that the provider names in its place, the best first. */
  successors: string[];
}

/**
 * Every base model of the catalog, by id.
 * @param root the checkout's folder, from `repositoryRoot()`
 */
export function loadCatalog(root: string): Record<string, BaseModel> {
  const folder = join(root, 'catalog');
  const models = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as BaseModel);
  return Object.fromEntries(models.map((model) => [model.id, model]));
}
