/** The base models that a pipeline may name: their limits, regions and dates, as data with source and as-of date. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One thing that is known of a model, and how. */
export interface Fact<T> {
  value: T;
  /** Page it was read on. */
  source: string;
  /** Day it was read, as YYYY-MM-DD. */
  asOf: string;
  /** Why the value must not be relied on; absent when nothing speaks against it. */
  unsure?: string;
}

export interface BaseModel {
  /** The name in pipeline.yaml and in Vertex AI's API. */
  id: string;
  title: string;
  publisher: string;
  /** Takes supervised tuning now. */
  tunable: boolean;
  facts: {
    contextTokens: Fact<number>;
    outputTokens: Fact<number>;
    adapterSizes: Fact<number[]>;
    tokensPerExample: Fact<number>;
    trainingExamples: Fact<number>;
    trainingBytes: Fact<number>;
    validationExamples: Fact<number>;
    /** Most validation examples as a share of the training examples. */
    validationShare: Fact<number>;
    tuningRegions: Fact<string[]>;
    /** YYYY-MM-DD, or null when no date is known. */
    retiresOn: Fact<string | null>;
  };
}

/**
 * Every base model of the catalog, by id.
 * @param root the checkout's folder, from `repositoryRoot()`
 */
export function loadCatalog(root: string): Record<string, BaseModel> {
  const folder = join(root, 'catalog', 'models');
  const models = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as BaseModel);
  return Object.fromEntries(models.map((model) => [model.id, model]));
}
