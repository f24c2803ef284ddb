/** serve as a service: its work, and what it works with. */
import { v7 } from 'uuid';
import { readProductionPath } from '../../core/ledger-layout';
import { createGrounding } from '../shared/grounding/grounding';
import { passagesTable } from '../shared/grounding/passages-table';
import { createEmbedding, createGeneration } from '../shared/models/providers';
import { createStageDeps } from '../shared/stage/deps';
import { lazy } from '../shared/stage/lazy';
import { print } from '../shared/stage/log';
import { openWarehouse } from '../shared/warehouse/open-warehouse';
import { balanced } from '../shared/models/balanced';
import { createServe } from './handler';
import { createServeLog } from './log';
import { createPseudonyms } from './users/pseudonyms';

export const serve = createServe(() => {
  const { config, ...deps } = createStageDeps();
  // Most pipelines rest on no corpus.
  const grounding = lazy(async () =>
    createGrounding({
      ...deps,
      warehouse: openWarehouse({ config, clock: deps.clock }),
      embeddingOf: createEmbedding(config),
      passagesTable: passagesTable(config),
      injectionScore: (await import('../../core/grounding/injection/shipped.ts')).shippedScore,
    }),
  );
  return {
    ...deps,
    log: createServeLog(),
    servingBucket: config.servingBucket,
    pseudonymOf: createPseudonyms(deps.objects, config.servingBucket),
    generationOf: balanced(createGeneration(config), deps.clock),
    print,
    tracing: { project: config.project, version: config.codeVersion, ratio: config.traceRatio },
    groundingOf: async (asked) => (await grounding())(asked),
    // It begins with the time, by which an answer is found among millions without reading the days of the others.
    newId: () => v7(),
    async pipelinesInProduction() {
      const bucket = `gs://${config.artifactsBucket}/`;
      const found = await deps.objects.list(`${bucket}pipelines/`);
      return found.flatMap(({ name }) => readProductionPath(name) ?? []);
    },
  };
});
