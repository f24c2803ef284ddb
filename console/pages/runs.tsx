/** Every run, the newest first, however many there are: narrowed by what is asked for, and chosen to be compared. */
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { formatAge, formatSeconds } from '../../core/quantities';
import { runStatuses } from '../../core/stages';
import { plural, printable, thousands } from '../../core/wording';
import type { Pipelines, RunRow, Runs } from '../../functions/console/answers';
import { useAsked } from '../parts/asked';
import { useVersion } from '../parts/changes';
import { choose, chosen } from '../parts/chosen';
import { State } from '../parts/state';
import { Windowed, type Window } from '../parts/windowed';
import { base, comparePlace, runPlace } from '../place';

interface ListedRun extends RunRow {
  now: number;
}

const filters = ['pipeline', 'status', 'text'] as const;

export function RunsPage() {
  const { query } = useLocation();
  const asked = new URLSearchParams(filters.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const version = useVersion(query['pipeline']);
  const [looked, setLooked] = useState<{ all: number; lookedAt: number; round: number }>();
  const isPartial = looked !== undefined && looked.lookedAt < looked.all;
  // What is left is looked at while what was found is seen.
  const read = ({ total, from, now, runs, all, lookedAt }: Runs): Window<ListedRun> => {
    setLooked((before) => ({ all, lookedAt, round: (before?.round ?? 0) + (lookedAt < all ? 1 : 0) }));
    return { total, from, rows: runs.map((run) => ({ ...run, now })) };
  };
  return (
    <section class="fills">
      <h1>Runs</h1>
      <Filters />
      {isPartial && (
        <p role="status" class="quiet">
          {thousands(looked.lookedAt)} of {plural(looked.all, 'run')} looked at so far.
        </p>
      )}
      <Chosen />
      <Windowed<ListedRun>
        path={asked.size > 0 ? `runs?${asked}` : 'runs'}
        version={version + (looked?.round ?? 0)}
        read={read}
        rowHeight={44}
        label="Runs"
        empty={<p>{asked.size > 0 ? 'No run is like that.' : 'Nothing has been dropped yet.'}</p>}
        row={(run) => <RunLine run={run} />}
      />
    </section>
  );
}

/** Each is a part of the address, so that what is seen can be sent to somebody. */
function Filters() {
  const { query, route } = useLocation();
  const { answer } = useAsked<Pipelines>('pipelines');
  const change = (name: string, value: string): void => {
    const asked = new URLSearchParams({ ...query, [name]: value });
    if (value === '') asked.delete(name);
    route(`${base}runs${asked.size > 0 ? `?${asked}` : ''}`, true);
  };
  const select = (name: 'pipeline' | 'status', title: string, values: readonly string[]) => (
    <label>
      {title}{' '}
      <select value={query[name] ?? ''} onChange={({ currentTarget }) => change(name, currentTarget.value)}>
        <option value="">all</option>
        {values.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="filters" role="search" aria-label="Runs" onSubmit={(event) => event.preventDefault()}>
      {select('pipeline', 'Pipeline', answer?.pipelines.map(({ name }) => name) ?? [])}
      {select('status', 'Status', runStatuses)}
      <label>
        Name{' '}
        <input
          type="search"
          value={query['text'] ?? ''}
          onInput={({ currentTarget }) => change('text', currentTarget.value)}
        />
      </label>
    </form>
  );
}

function Chosen() {
  const names = chosen.value;
  if (names.length === 0) return null;
  return (
    <p class="chosen" role="status">
      {plural(names.length, 'run')} chosen. <a href={comparePlace(names)}>Compare</a>{' '}
      <button type="button" onClick={() => (chosen.value = [])}>
        Choose none
      </button>
    </p>
  );
}

function RunLine({ run }: { run: ListedRun }) {
  const name = `${run.pipeline}/${run.run}`;
  return (
    <div class="run-row">
      <input
        type="checkbox"
        aria-label={`Compare ${run.run}`}
        checked={chosen.value.includes(name)}
        onChange={({ currentTarget }) => choose(name, currentTarget.checked)}
      />
      <a class="name" href={runPlace(run)}>
        {run.run}
      </a>
      <span>{run.pipeline}</span>
      <State of={run.status} />
      <span class="quiet cut">
        {run.stage} <bdi>{printable(run.outcome ?? '')}</bdi>
      </span>
      <span class="number">{formatSeconds(run.seconds)}</span>
      <span class="quiet">{formatAge(run.now - Date.parse(run.begunAt))}</span>
    </div>
  );
}
