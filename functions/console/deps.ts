/** What console works with. */
import type { Cloud } from '../../operations/cloud';
import type { Clock } from '../shared/stage/clock';
import type { Log } from '../shared/stage/log';
import type { LedgerChanges } from './live/ledger-changes';
import type { RunList } from './runs/run-list';

export interface ConsoleDeps {
  cloud: Cloud;
  changes: LedgerChanges;
  runList: RunList;
  clock: Clock;
  log: Log;
  /** Folder of the page as it was built. */
  page: string;
}
