/** What console works with. */
import type { Cloud } from '../../operations/cloud';
import type { Clock } from '../shared/stage/clock';
import type { Log } from '../shared/stage/log';
import type { createCounts } from '../../operations/runs/canary-counts';
import type { HeldOutReader } from '../../operations/runs/examples';
import type { LineWindows } from '../../operations/ledger/line-windows';
import type { LogPage } from './answers';
import type { LedgerChanges } from './live/ledger-changes';
import type { RunList } from './runs/run-list';
import type { Facts } from '../../operations/runs/facts';
import type { Compared } from './compare/compared';
import type { Overviews } from './home/overviews';
import type { WarehouseWatch } from './monitor/warehouse';
import type { Generation } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { ServeCaller } from '../shared/stage/clients';

export interface LogQuestion {
  run: string;
  stage?: string;
  /** At least. */
  severity?: string;
  /** ISO 8601: what was said later is left out, so that pages stay what they are. */
  until?: string;
  /** Of the page, as the one before it said. */
  token?: string;
  count: number;
}

export interface ConsoleDeps {
  cloud: Cloud;
  changes: LedgerChanges;
  runList: RunList;
  lines: LineWindows;
  examples: HeldOutReader;
  /** Adds what the answers to a canary's requests have come to. */
  count: ReturnType<typeof createCounts>;
  /** A page of what was said, the newest first. */
  readLog: (asked: LogQuestion) => Promise<LogPage>;
  overviews: Overviews;
  watched: WarehouseWatch;
  factsOf: (compared: Compared) => Promise<Facts>;
  /** Asks serve as console's own account. */
  serve: ServeCaller;
  generationOf: OfRun<Generation>;
  clock: Clock;
  log: Log;
  /** Folder of the page as it was built. */
  page: string;
}
