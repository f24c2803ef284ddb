/** The base models that a pipeline may name: their limits, regions and dates, as data with source and as-of date. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is known of a model. Sizes in tokens, bytes or examples; a share is of the training examples. */
export interface ModelFacts {
  contextTokens: number;
  outputTokens: number;
  /** Ranks of a LoRA adapter that tuning accepts. */
  adapterSizes: number[];
  tokensPerExample: number;
  trainingExamples: number;
  trainingBytes: number;
  validationExamples: number;
  validationShare: number;
  /** The share is asked for only above this number of validation examples. */
  validationShareFrom: number;
  tuningRegions: string[];
  /** YYYY-MM-DD, or null when no date is known. */
  retiresOn: string | null;
}

/** How one fact is known. */
export interface Provenance {
  source: string;
  /** Day it was read, as YYYY-MM-DD. */
  asOf: string;
  /** Why the value must not be relied on; absent when nothing speaks against it. */
  unsure?: string;
}

export interface BaseModel extends ModelFacts {
  /** The name in pipeline.yaml and in the provider's API. */
  id: string;
  title: string;
  publisher: string;
  /** Who tunes and serves it: a name in functions/shared/models/providers.ts. */
  provider: string;
  /** Takes supervised tuning now. */
  tunable: boolean;
  provenance: Record<keyof ModelFacts, Provenance>;
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
