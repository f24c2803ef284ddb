/** Services that speak OpenAI's API, one file of catalog/services/ each: where a service answers, its key, and whether it tunes so. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LifecycleDate } from './lifecycle';
import type { Provenance } from './provenance';

export interface ModelService {
  /** In small letters and dashes, as its models and its file call it; its key's variable is named after it. */
  name: string;
  /** As people call it. */
  title: string;
  /** Where it answers, up to the version. */
  baseUrl: string;
  /** Where its key is: the name in Secret Manager. */
  secret: string;
  /** It tunes through OpenAI's files and fine-tuning jobs. */
  tunes: boolean;
  /** Of one that does not, why: what follows its title in a sentence. */
  whyNot?: string;
  /** Dates that hold for all of its models. */
  lifecycle: LifecycleDate[];
  provenance: Record<'baseUrl' | 'tunes', Provenance>;
}

/**
 * By name.
 * @param root the checkout's folder, from `repositoryRoot()`
 */
export function loadServices(root: string): Record<string, ModelService> {
  const folder = join(root, 'catalog/services');
  const services = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ModelService);
  return Object.fromEntries(services.map((service) => [service.name, service]));
}
