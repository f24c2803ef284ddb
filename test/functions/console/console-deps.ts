/** What a console works with over a cloud of which there is the artifacts bucket alone: nothing was said, and nobody can be asked. */
import type { ConsoleDeps } from '../../../functions/console/deps';
import { createViews } from '../../../functions/console/views';
import type { Cloud } from '../../../operations/cloud';
import { createLineWindows } from '../../../operations/ledger/line-windows';
import { createExamples } from '../../../operations/runs/examples';

type Given = Pick<ConsoleDeps, 'changes' | 'clock' | 'log'>;

const nobody = (): never => {
  throw new Error('nobody can be asked in this test');
};

export const consoleDepsOver = (cloud: Cloud, given: Given): ConsoleDeps => ({
  cloud,
  ...given,
  ...createViews(cloud, given),
  lines: createLineWindows(cloud.storage),
  examples: createExamples(cloud.storage),
  count: async (view) => view,
  readLog: async () => ({ entries: [] }),
  serve: nobody,
  generationOf: nobody,
  page: 'none',
});
