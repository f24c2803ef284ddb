/** What services cost, as data with source and as-of date: read by whoever tells a price; what runs has the prices that its run is frozen with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provenance } from '../provenance';
import type { SearchToolName } from '../search';

/** Queries billed by the bytes they read (on demand). */
export interface WarehouseFacts {
  /** In `currency`, per 2^40 bytes read. */
  perTiB: number;
  /** Least that is billed for each table that a query refers to, and for a query. */
  minimumBytes: number;
  roundedUpToBytes: number;
  /** Read free of charge each month, over all projects of a billing account. */
  freeBytesPerMonth: number;
  /** Load jobs cost nothing. */
  isLoadFree: boolean;
  /** Queries that end with an error cost nothing. */
  isErrorFree: boolean;
  /** Queries answered from the cache cost nothing. */
  isCacheFree: boolean;
}

export interface WarehousePrices extends WarehouseFacts {
  /** ISO 4217. */
  currency: string;
  provenance: Record<keyof WarehouseFacts, Provenance>;
}

/** @param root the checkout's folder, from `repositoryRoot()` */
export function loadWarehousePrices(root: string): WarehousePrices {
  return JSON.parse(readFileSync(join(root, 'catalog/prices/bigquery.json'), 'utf8')) as WarehousePrices;
}

/** What tuning a base model and asking it cost, per 1,000,000 tokens; at the endpoints of a region or multi-region, as tuned models have. */
export interface ModelPriceFacts {
  /** Training tokens are those of the training examples in every epoch; null when no price is published. */
  training: number | null;
  input: number;
  output: number;
  /** A tuned model's input and output cost as many times its base's. */
  tunedFactor: number;
  /** Answers that are given as a batch cost as many times what others do. */
  batchFactor: number;
  /** Of what was tuned and answers on a machine of its own, whose hours awake are billed in place of tokens. */
  machineHour?: number;
}

/** What answers cost, as a run is frozen with it: of 1,000,000 tokens. */
export interface AnswerPrice extends Pick<ModelPriceFacts, 'input' | 'output' | 'tunedFactor' | 'machineHour'> {
  /** Absent in runs that are older than it. */
  batchFactor?: number;
  /** Of a model that takes a tool of search. */
  search?: Record<SearchToolName, SearchRate>;
  /** ISO 4217. */
  currency: string;
}

/** What a model costs, as a run is frozen with it: what runs is held to these, whatever the catalog says later. */
export interface FrozenPrice extends AnswerPrice {
  /** Of 1,000,000 training tokens; absent where neither its price is known nor one to compare it with. */
  training?: number;
  /** The model whose price of tuning stands in `training`, where none of its own is published. */
  trainingLike?: string;
}

/** What is billed, beside its tokens, of a question that a model searches for by itself. */
export interface SearchRate {
  per1000: number;
  /** A prompt may take several queries. */
  of: 'prompt' | 'query';
}

export type SearchPrice = SearchRate & Provenance;

export interface ModelPrice extends ModelPriceFacts {
  /** Of a model that takes a tool of search. */
  search?: Record<SearchToolName, SearchPrice>;
  /** A model whose price of tuning gives an idea where none is published. */
  comparable?: string;
  provenance: { [Fact in keyof ModelPriceFacts]: Provenance };
}

export interface ModelPrices {
  /** ISO 4217. */
  currency: string;
  /** By the id of the base model. */
  models: Record<string, ModelPrice>;
}

/** Undefined of a model that no price is known of. */
export function frozenPriceOf(base: string, { currency, models }: ModelPrices): FrozenPrice | undefined {
  const price = models[base];
  if (!price) return undefined;
  const { input, output, tunedFactor, batchFactor, machineHour, search, comparable } = price;
  const own = price.training;
  const training = own ?? (comparable === undefined ? undefined : models[comparable]?.training) ?? undefined;
  return {
    currency,
    input,
    output,
    tunedFactor,
    batchFactor,
    ...(machineHour !== undefined && { machineHour }),
    ...(search && {
      search: { googleSearch: rateOf(search.googleSearch), vertexAiSearch: rateOf(search.vertexAiSearch) },
    }),
    ...(training !== undefined && { training }),
    ...(own === null && training !== undefined && { trainingLike: comparable }),
  };
}

const rateOf = ({ per1000, of }: SearchPrice): SearchRate => ({ per1000, of });

/** @param root the checkout's folder, from `repositoryRoot()` */
export function loadModelPrices(root: string): ModelPrices {
  return JSON.parse(readFileSync(join(root, 'catalog/prices/models.json'), 'utf8')) as ModelPrices;
}
