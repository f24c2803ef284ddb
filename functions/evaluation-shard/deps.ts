/** What evaluation-shard works with. */
import type { EvaluationDeps } from '../shared/evaluation/context';
import { createGeneration } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';

export function createShardDeps(): EvaluationDeps {
  const deps = createStageDeps();
  return { ...deps, generationOf: createGeneration(deps.config) };
}
