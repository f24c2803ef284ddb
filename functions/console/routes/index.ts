/** Every path of the API. */
import { changes } from './changes';
import { decisions } from './decisions';
import { lineage } from './lineage';
import { pipelines } from './pipelines';
import type { Route } from './route';
import { run } from './run';
import { runs } from './runs';
import { versions } from './versions';
import { compare } from './compare';
import { monitoring } from './monitor';
import { uploads } from './uploads';
import { playground } from './playground';

export const routes: Route[] = [
  ...pipelines,
  ...runs,
  ...run,
  ...decisions,
  ...changes,
  ...versions,
  ...lineage,
  ...monitoring,
  ...compare,
  ...uploads,
  ...playground,
];
