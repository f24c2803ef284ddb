/** Dataset versions, the newest first: two of them are compared, new data is dropped. */
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { formatAge } from '../../../core/quantities';
import { thousands } from '../../../core/wording';
import type { Pipelines, Versions, VersionSummary } from '../../../functions/console/answers';
import { useAsked } from '../../parts/asked';
import { Windowed, type Window } from '../../parts/windowed';
import { place, runPlace, versionPlace } from '../../place';

interface ListedVersion extends VersionSummary {
  now: number;
}

const read = ({ total, from, now, versions }: Versions): Window<ListedVersion> => ({
  total,
  from,
  rows: versions.map((version) => ({ ...version, now })),
});

const nameOf = ({ pipeline, version }: VersionSummary): string => `${pipeline}/${version}`;

export function VersionsPage() {
  const { query, route } = useLocation();
  const pipeline = query['pipeline'] ?? '';
  const pipelines = useAsked<Pipelines>('pipelines');
  const [chosen, setChosen] = useState<string[]>([]);
  const toggle = (name: string): void =>
    setChosen(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name].slice(-2));
  // The one made last comes first in the list, and is the newer one whatever was chosen first.
  const [one, other] = chosen;
  return (
    <section class="fills">
      <h1>Data</h1>
      <form class="choices" onSubmit={(event) => event.preventDefault()}>
        <label>
          Pipeline{' '}
          <select
            value={pipeline}
            onChange={({ currentTarget: { value } }) => route(place('data', { pipeline: value }))}
          >
            <option value="">all</option>
            {pipelines.answer?.pipelines.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <a class="button" href={place('drop', { pipeline })}>
          Drop files
        </a>
        {one && other ? (
          <a class="button" href={place('differences', { before: other, after: one })}>
            Compare the two
          </a>
        ) : (
          <span class="quiet">Choose two to compare them.</span>
        )}
      </form>
      <Windowed<ListedVersion>
        path={pipeline ? `versions?pipeline=${encodeURIComponent(pipeline)}` : 'versions'}
        read={read}
        rowHeight={44}
        label="Dataset versions"
        empty={<p>No version has been made yet: drop the first files.</p>}
        row={(version) => (
          <div class="version-row">
            <input
              type="checkbox"
              aria-label={`Compare ${nameOf(version)}`}
              checked={chosen.includes(nameOf(version))}
              onChange={() => toggle(nameOf(version))}
            />
            <a href={versionPlace(version)}>{version.version}</a>
            <span>{version.pipeline}</span>
            <span class="number">{thousands(version.train)} train</span>
            <span class="number">{thousands(version.evaluation)} held out</span>
            <span class="number">{thousands(version.leftOut)} left out</span>
            <span class={version.warnings > 0 ? 'number warned' : 'number quiet'}>
              {thousands(version.warnings)} warnings
            </span>
            <a href={runPlace({ pipeline: version.pipeline, run: version.madeByRun })}>
              {formatAge(version.now - Date.parse(version.createdAt))}
            </a>
          </div>
        )}
      />
    </section>
  );
}
