/** What console keeps of a deployment between two looks. */
import type { Cloud } from '../../operations/cloud';
import { createFacts } from './compare/compared';
import type { ConsoleDeps } from './deps';
import { createOverviews } from './home/overviews';
import type { KeptDeps } from './live/kept';
import { watchWarehouse } from './monitor/warehouse';
import { readView } from './routes/run/key';
import { createRunList } from './runs/run-list';

type Views = Pick<ConsoleDeps, 'runList' | 'overviews' | 'watched' | 'factsOf'>;

export function createViews(cloud: Cloud, deps: KeptDeps): Views {
  const runList = createRunList(cloud, deps);
  return {
    runList,
    overviews: createOverviews(cloud, runList, deps),
    watched: watchWarehouse(cloud, deps),
    factsOf: createFacts(cloud, readView),
  };
}
