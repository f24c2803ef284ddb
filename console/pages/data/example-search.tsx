/** The examples of a version that hold a text: what the search reads is said before it is begun, and windows of what it found cost nothing. */
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../../../core/quantities';
import type {
  QueryCost,
  DatasetCard,
  FoundExample,
  FoundExamples,
  SearchBegun,
} from '../../../functions/console/answers';
import { part, post } from '../../api';
import { Shown, Trouble, useAsked } from '../../parts/asked';
import { ShortText } from '../../parts/long-text';
import { Windowed, type Window } from '../../parts/windowed';
import { examplePlace, versionPlace } from '../../place';

const read = ({ total, from, examples }: FoundExamples): Window<FoundExample> => ({ total, from, rows: examples });

export function ExampleSearch({ path, card }: { path: string; card: DatasetCard }) {
  const { query, route } = useLocation();
  const { text = '', place: within = '', origin = '', search } = query;
  const [problem, setProblem] = useState<Error>();
  useEffect(() => setProblem(undefined), [text, within, origin]);
  const here = (more: Record<string, string>): string => {
    const address = new URLSearchParams(
      Object.entries({ text, place: within, origin, ...more }).filter(([, value]) => value),
    );
    return `${versionPlace(card)}?${address.toString()}`;
  };
  const begin = (event: SubmitEvent): void => {
    event.preventDefault();
    const wanted = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    void post<SearchBegun>(`${path}/search`, { ...wanted, origin }).then(
      (begun) => route(here({ ...wanted, search: begun.search })),
      setProblem,
    );
  };
  return (
    <>
      <form class="choices" role="search" aria-label="Examples" onSubmit={begin}>
        <label>
          Text <input name="text" defaultValue={text} maxLength={1000} />
        </label>
        <label>
          In{' '}
          <select name="place" defaultValue={within}>
            <option value="">all</option>
            {['train', 'evaluation', 'validation', ...Object.keys(card.leftOut)].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit">Search the examples</button>
        <CostOfSearch path={path} origin={origin} />
      </form>
      {origin && (
        <p>
          Made of <bdi>{origin}</bdi> · <a href={versionPlace(card)}>of anything</a>
        </p>
      )}
      {problem && <Trouble problem={problem} />}
      {search && (
        <Windowed<FoundExample>
          path={`searches/${part(search)}`}
          read={read}
          rowHeight={52}
          label="Examples found"
          empty={<p>No example holds that.</p>}
          row={(example) => (
            <a class="example-row" href={examplePlace(card, example.key)}>
              <span class="name">
                <ShortText text={example.key} longest={60} />
              </span>
              <span class="quiet">{example.split ?? example.left_out}</span>
              <span>{example.prompt === null ? 'put aside' : <ShortText text={example.prompt} />}</span>
              <span>{example.target === null ? '' : <ShortText text={example.target} />}</span>
            </a>
          )}
        />
      )}
    </>
  );
}

function CostOfSearch({ path, origin }: { path: string; origin: string }) {
  const asked = useAsked<QueryCost>(`${path}/search${origin && `?origin=${part(origin)}`}`);
  return (
    <Shown of={asked}>
      {({ bytes }) => <span class="quiet">One query; it reads {formatBytes(bytes)} of the warehouse.</span>}
    </Shown>
  );
}
