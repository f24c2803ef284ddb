/** What console works with. */
import type { Cloud } from '../../operations/cloud';
import type { Clock } from '../shared/stage/clock';
import type { Log } from '../shared/stage/log';
import type { LedgerChanges } from './live/ledger-changes';

export interface ConsoleDeps {
  cloud: Cloud;
  changes: LedgerChanges;
  clock: Clock;
  log: Log;
  /** Folder of the page as it was built. */
  page: string;
}
