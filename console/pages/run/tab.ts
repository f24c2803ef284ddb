/** What every view of a run is given. */
import type { RunNow } from '../../../functions/console/answers';

export interface TabProps {
  run: RunNow;
  /** Of the run, below api/. */
  path: string;
}
