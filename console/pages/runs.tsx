/** Every run, the newest first, however many there are. */
import { useLocation } from 'preact-iso';
import { formatAge, formatSeconds } from '../../core/quantities';
import type { RunRow, Runs } from '../../functions/console/answers';
import { State } from '../parts/state';
import { Windowed, type Window } from '../parts/windowed';
import { runPlace } from '../place';

interface ListedRun extends RunRow {
  now: number;
}

const read = ({ total, from, now, runs }: Runs): Window<ListedRun> => ({
  total,
  from,
  rows: runs.map((run) => ({ ...run, now })),
});

export function RunsPage() {
  const { query } = useLocation();
  const pipeline = query['pipeline'];
  return (
    <section class="fills">
      <h1>{pipeline ? `Runs of ${pipeline}` : 'Runs'}</h1>
      <Windowed<ListedRun>
        path={pipeline ? `runs?pipeline=${encodeURIComponent(pipeline)}` : 'runs'}
        read={read}
        rowHeight={44}
        label="Runs"
        empty={<p>Nothing has been dropped yet.</p>}
        row={(run) => (
          <a class="run-row" href={runPlace(run)}>
            <span class="name">{run.run}</span>
            <span>{run.pipeline}</span>
            <State of={run.status} />
            <span class="quiet">{formatSeconds(run.seconds)}</span>
            <span class="quiet">{formatAge(run.now - Date.parse(run.createdAt))}</span>
          </a>
        )}
      />
    </section>
  );
}
