/** Every pipeline at a glance, each read again only when something of its own has changed. */
import { loadCatalog } from '../../../catalog';
import { loadEmbeddingModels } from '../../../catalog/embeddings';
import { changedPipeline } from '../../../core/ledger-layout';
import { repositoryRoot } from '../../../core/root';
import { atMost } from '../../../core/at-most';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import { readOverview, type PipelineOverview } from '../../../operations/overview/overview';
import { listKnownPipelines } from '../../../operations/pipelines/pipeline-states';
import { keepRead, type KeptDeps } from '../live/kept';
import type { RunList } from '../runs/run-list';

export interface Overviews {
  /** In the order of their names. */
  all(): Promise<PipelineOverview[]>;
  of(pipeline: string): Promise<PipelineOverview>;
}

const mostAtOnce = 8;

export function createOverviews(cloud: Cloud, runList: RunList, deps: KeptDeps): Overviews {
  const root = repositoryRoot();
  const models = { catalog: loadCatalog(root), embeddingModels: loadEmbeddingModels(root) };
  const waitingRuns = keepRead(
    deps,
    () => createLedger(cloud).listWaitingRuns(),
    (object) => changedPipeline(object) !== undefined,
  );
  const names = keepRead(
    deps,
    async () => listKnownPipelines(cloud, await runList.all()),
    (object) => changedPipeline(object) !== undefined,
  );
  const read = async (name: string): Promise<PipelineOverview> => {
    const [runs, waiting] = await Promise.all([runList.all(), waitingRuns('all')]);
    return readOverview(cloud, name, { standing: { runs, waiting }, models });
  };
  const of = keepRead(deps, read, (object, name) => changedPipeline(object) === name);
  return { of, all: async () => atMost(mostAtOnce, await names('all'), of) };
}
