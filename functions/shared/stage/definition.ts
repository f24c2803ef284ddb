/** What makes a stage, and what its work is given. */
import type { EventData, Run } from '../../../schemas/generated/types';
import type { InputOf, OutputOf, StageName } from '../../../core/stages';
import type { Clock } from './clock';
import type { Event } from './events';
import type { Ledger } from './ledger';
import type { Log } from './log';
import type { Objects } from './objects';
import type { TimeLimit } from './time-limit';

/** What every stage needs of the world; a stage adds its own clients. */
export interface StageDeps {
  objects: Objects;
  ledger: Ledger;
  publish(event: Event): Promise<void>;
  clock: Clock;
  log: Log;
  /** Who we are in a lease: another one in every process. */
  holder: string;
}

export interface StageContext<D extends StageDeps> {
  run: Run;
  deps: D;
  log: Log;
  /** Aborted when the lease is lost, and with a TimeUpError when the time is up: work that throws it is left under way. */
  signal: AbortSignal;
  /** True when what is begun now might not end before Cloud Run cuts the function off. */
  isTimeUp: () => boolean;
}

export interface StageDefinition<S extends StageName, D extends StageDeps> {
  /** Of its contract in core/stages.ts, of the function, of its folder, and of its folder in the ledger. */
  name: S;
  createDeps(): D | Promise<D>;
  /** The runs that the event is about, where its data names none. */
  findRuns?(data: EventData[InputOf<S>], deps: D, limit: Pick<TimeLimit, 'isTimeUp'>): Promise<Run[]>;
  /**
   * Does the stage's work, repeatably. Undefined, or the signal's TimeUpError, says "not yet": nothing is recorded and the
   * message is acknowledged. A stage that resumes, by its contract, is brought back by watch and goes on.
   */
  handle(data: EventData[InputOf<S>], context: StageContext<D>): Promise<OutputOf<S> | undefined>;
  /** Clears away what only mattered until the event was out; may run again after a crash. */
  settle?(run: Run, deps: D): Promise<void>;
}
