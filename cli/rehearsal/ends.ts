/** When what a pipeline's folder names closes: bases, judges, steps of a chain, corpora. */
import { loadCatalog } from '../../catalog';
import { loadEmbeddingModels } from '../../catalog/embeddings';
import type { Site } from '../../core/bases';
import type { Happening } from '../../core/rehearsal/quarter';
import { repositoryRoot } from '../../core/root';
import { usesOf } from '../../operations/pipelines/base-uses';
import { lifecycleRows } from '../../operations/pipelines/lifecycle';
import type { Deployable } from './compile-on';

/** All that are open on the site's day and have an end. */
export function endsOf({ configuration, corpora }: Deployable, site: Site): Happening[] {
  const root = repositoryRoot();
  const models = { catalog: loadCatalog(root), embeddingModels: loadEmbeddingModels(root) };
  const uses = usesOf(configuration.pipeline, corpora).map((use) => ({ pipeline: configuration.pipeline.name, use }));
  return lifecycleRows(uses, models, site).flatMap(({ base, action, location, state, closesOn, breaks }) =>
    state === 'open' && closesOn !== undefined
      ? [
          {
            at: `${closesOn}T00:00:00.000Z`,
            what: 'base',
            text: `${base} closes to ${action} (${location}): ${breaks.join('; ')}`,
          },
        ]
      : [],
  );
}
