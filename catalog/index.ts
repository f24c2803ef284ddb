/** The base models that a pipeline may name: their limits, regions and dates, as data with source and as-of date. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOrder, type LifecycleDate } from './lifecycle';
import type { FrozenPrice } from './prices';
import type { Provenance } from './provenance';
import type { SearchToolName } from './search';
import { loadServices, type ModelService } from './services';

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
  /** What takes which tool of search with a question: the model itself, what was tuned on it. */
  searchTools?: Record<SearchToolName, ('base' | 'tuned')[]>;
  /** What was tuned on it can be tuned on. */
  continuousTuning?: true;
  /** What its service calls it, where that is not its id: of models that are asked as they are. */
  calledAs?: string;
  /** It learns which of two answers is preferred. */
  preferenceTuning?: true;
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

/** The least thinking that can be asked of a model: a budget in tokens up to Gemini 2.5, a level from Gemini 3. */
export type Thinking = { budget: number } | { level: 'MINIMAL' | 'LOW' };

type Optional = 'calledAs' | 'openWeights' | 'continuousTuning' | 'preferenceTuning' | 'searchTools';

export interface BaseModel extends ModelFacts {
  /** The name in pipeline.yaml and in the provider's API. */
  id: string;
  title: string;
  publisher: string;
  /** Who tunes and serves it: a name in functions/shared/models/providers.ts. */
  provider: string;
  /** Of a provider that several services speak alike: the one that has this model. Its dates are the model's too. */
  service?: ModelService;
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
  provenance: Record<keyof Omit<ModelFacts, Optional>, Provenance> &
    Partial<Record<Optional | 'successors', Provenance>>;
  /** Every published date at which it ends for someone, each with its own source. */
  lifecycle: LifecycleDate[];
  /** Models that the provider names in its place, the best first. */
  successors: string[];
}

/** As its file has it: the service by its name. */
type ModelFile = Omit<BaseModel, 'service'> & { service?: string };

/**
 * Every base model of the catalog, by id.
 * @param root the checkout's folder, from `repositoryRoot()`
 * @throws Error for a model whose service has no file
 */
export function loadCatalog(root: string): Record<string, BaseModel> {
  const folder = join(root, 'catalog');
  const services = loadServices(root);
  const models = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => withService(JSON.parse(readFileSync(join(folder, name), 'utf8')) as ModelFile, services));
  return Object.fromEntries(models.map((model) => [model.id, model]));
}

function withService({ service: name, ...model }: ModelFile, services: Record<string, ModelService>): BaseModel {
  if (name === undefined) return model;
  const service = services[name];
  if (!service)
    throw new Error(
      `catalog/${model.id}.json: there is no service ${JSON.stringify(name)}: name one of ${Object.keys(services).join(', ')}, or add catalog/services/${name}.json`,
    );
  return { ...model, service, lifecycle: inOrder([...service.lifecycle, ...model.lifecycle]) };
}
