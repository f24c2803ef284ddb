/** The embedding models that a corpus may name: their limits, places and prices, as data with source and as-of date. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LifecycleDate } from './lifecycle';
import type { Provenance } from './provenance';

interface EmbeddingFacts {
  /** Of one text. */
  inputTokens: number;
  /** Numbers of a vector, as few and as many as it gives. */
  dimensions: { least: number; most: number };
  /** What stands before a text and tells what it is for. */
  instructions: Record<TextUse, string>;
  /** Locations whose host answers for it. */
  servingLocations: string[];
  /** Of 1,000,000 tokens. */
  price: { currency: string; input: number };
  /** Every published date at which it ends for someone. */
  lifecycle: LifecycleDate[];
}

/** A question, or a passage that may answer one. */
export type TextUse = 'query' | 'passage';

export interface EmbeddingModel extends EmbeddingFacts {
  /** The name in pipeline.yaml and in the provider's API. */
  id: string;
  title: string;
  publisher: string;
  /** Who serves it: a name in functions/shared/models/providers.ts. */
  provider: string;
  provenance: Record<keyof EmbeddingFacts, Provenance>;
}

/**
 * Every embedding model of the catalog, by id.
 * @param root the checkout's folder, from `repositoryRoot()`
 */
export function loadEmbeddingModels(root: string): Record<string, EmbeddingModel> {
  const folder = join(root, 'catalog/embeddings');
  const models = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as EmbeddingModel,
  );
  return Object.fromEntries(models.map((model) => [model.id, model]));
}
