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

export interface RunList {
  /** The newest last. */
  all(): Promise<BegunRun[]>;
  /** The newest first. A status is known by the end of each run, which is read once. */
  find(filter: RunFilter): Promise<BegunRun[]>;
  rowsOf(runs: BegunRun[]): Promise<RunRow[]>;
}

/** Requests to Cloud Storage at the same time. */
const mostAtOnce = 32;
/** Lines that are kept, some 400 bytes each; beyond that the one kept longest is read again. */
const mostLines = 20_000;

export function createRunList(cloud: Cloud, deps: KeptDeps): RunList {
  const ledger = createLedger(cloud);
  const listed = keepRead(
    deps,
    () => ledger.listBegunRuns(),
    (object) => readRunPath(object) !== undefined,
  );
  const ended = new Map<string, RunRow>();
  const all = (): Promise<BegunRun[]> => listed('all');

  const readRow = async (run: BegunRun): Promise<RunRow> => {
    const name = `${run.pipeline}/${run.run}`;
    const known = ended.get(name);
    if (known) return known;
    const row = await readRunRow(ledger, run, cloud.now());
    if (row.status === 'running') return row;
    ended.set(name, row);
    for (const oldest of ended.keys()) if (ended.size > mostLines) ended.delete(oldest);
    return row;
  };
  const rowsOf = (runs: BegunRun[]): Promise<RunRow[]> => atMost(mostAtOnce, runs, readRow);

  return {
    all,
    async find({ pipeline, status, text }) {
      const named = (await all())
        .filter((run) => (!pipeline || run.pipeline === pipeline) && hasText(run, text))
        .toReversed();
      if (!status) return named;
      const rows = await rowsOf(named);
      return named.filter((_, place) => rows[place]!.status === status);
    },
    rowsOf,
  };
}

const hasText = ({ pipeline, run }: BegunRun, text = ''): boolean =>
  `${pipeline}/${run}`.toLowerCase().includes(text.toLowerCase());
