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
  const [chosen, setChosen] = useState<VersionSummary[]>([]);
  const isChosen = (version: VersionSummary): boolean => chosen.some((each) => nameOf(each) === nameOf(version));
  const toggle = (version: VersionSummary): void =>
    setChosen(
      isChosen(version) ? chosen.filter((each) => nameOf(each) !== nameOf(version)) : [...chosen, version].slice(-2),
    );
  const [before, after] = chosen.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
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
        {before && after ? (
          <a class="button" href={place('differences', { before: nameOf(before), after: nameOf(after) })}>
            Compare the two
          </a>
        ) : (
          <span class="quiet">Choose two to compare them.</span>
        )}
      </form>
      <LookUp />
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
              checked={isChosen(version)}
              onChange={() => toggle(version)}
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

/** An answer's id, also as OpenAI's clients have it, leads to why it is so; any other to what it came from and led to. */
const isAnswer = (id: string): boolean =>
  /^(chatcmpl-|resp_|msg_)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

function LookUp() {
  const { route } = useLocation();
  const go = (event: SubmitEvent): void => {
    event.preventDefault();
    const { elements } = event.currentTarget as HTMLFormElement;
    const id = (elements.namedItem('id') as HTMLInputElement).value.trim();
    if (id !== '') route(place(`${isAnswer(id) ? 'answers' : 'lineage'}/${encodeURIComponent(id)}`));
  };
  return (
    <form class="choices" role="search" aria-label="Lineage" onSubmit={go}>
      <label>
        Id of an answer, run, version, model or endpoint <input name="id" maxLength={300} />
      </label>
      <button type="submit">Where it comes from</button>
    </form>
  );
}
