/** Every run of the ledger, as a list that is looked into in windows: names are kept, and of each run that has ended its line. */
import { atMost } from '../../../core/at-most';
import { readRunPath } from '../../../core/ledger-layout';
import type { RunStatus } from '../../../core/stages';
import type { Cloud } from '../../../operations/cloud';
import { createLedger, type BegunRun } from '../../../operations/ledger/ledger';
import { readRunRow, type RunRow } from '../../../operations/runs/run-row';
import { keepRead, type KeptDeps } from '../live/kept';

export interface RunFilter {
  pipeline?: string;
  status?: RunStatus;
  /** In the run's or the pipeline's name, in either case. */
  text?: string;
}

export interface Found {
  runs: BegunRun[];
  /** Runs that may be meant, and of how many it is known. */
  all: number;
  lookedAt: number;
}

export interface RunList {
  /** The newest last. */
  all(): Promise<BegunRun[]>;
  /**
   * The newest first. A status is known by the end of each run, which is read once: within a second as many as can be, and those that are
   * left when it is asked again.
   */
  find(filter: RunFilter): Promise<Found>;
  rowsOf(runs: BegunRun[]): Promise<RunRow[]>;
}

/** Requests to Cloud Storage at the same time. */
const mostAtOnce = 32;
/** In milliseconds. */
const patience = 1_000;
/** Lines that are kept, some 400 bytes each; beyond that the one kept longest is read again. */
const mostLines = 20_000;

export function createRunList(cloud: Cloud, deps: KeptDeps): RunList {
  const ledger = createLedger(cloud);
  const listed = keepRead(
    deps,
    () => ledger.listBegunRuns(),
    (object) => readRunPath(object) !== undefined,
  );
  const lines = new Map<string, Promise<RunRow>>();
  const all = (): Promise<BegunRun[]> => listed('all');

  const readRow = (run: BegunRun): Promise<RunRow> => {
    const name = `${run.pipeline}/${run.run}`;
    const known = lines.get(name);
    if (known) return known;
    const own = readRunRow(ledger, run, cloud.now());
    lines.set(name, own);
    // Of one that goes on, or could not be read, the next who asks reads it again.
    own.then(
      ({ status }) => status === 'running' && lines.delete(name),
      () => lines.delete(name),
    );
    for (const oldest of lines.keys()) if (lines.size > mostLines) lines.delete(oldest);
    return own;
  };
  const rowsOf = (runs: BegunRun[]): Promise<RunRow[]> => atMost(mostAtOnce, runs, readRow);

  return {
    all,
    async find({ pipeline, status, text }) {
      const named = (await all())
        .filter((run) => (!pipeline || run.pipeline === pipeline) && hasText(run, text))
        .toReversed();
      if (!status) return { runs: named, all: named.length, lookedAt: named.length };
      const until = deps.clock.now().getTime() + patience;
      const runs: BegunRun[] = [];
      let lookedAt = 0;
      while (lookedAt < named.length && deps.clock.now().getTime() < until) {
        const next = named.slice(lookedAt, lookedAt + mostAtOnce);
        const rows = await rowsOf(next);
        runs.push(...next.filter((_, place) => rows[place]!.status === status));
        lookedAt += next.length;
      }
      return { runs, all: named.length, lookedAt };
    },
    rowsOf,
  };
}

const hasText = ({ pipeline, run }: BegunRun, text = ''): boolean =>
  `${pipeline}/${run}`.toLowerCase().includes(text.toLowerCase());
