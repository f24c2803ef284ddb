/** One run, as it goes on: where it is, what may be decided, and its views, each by an address of its own. */
import { useLocation, useRoute } from 'preact-iso';
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatSeconds, formatTime } from '../../core/quantities';
import type { RunNow } from '../../functions/console/answers';
import { get, live, part } from '../api';
import { Trouble } from '../parts/asked';
import { Decisions } from '../parts/decisions';
import { isForPage } from '../parts/keys';
import { loaded } from '../parts/loaded';
import { State } from '../parts/state';
import { runPlace } from '../place';
import { NotFound } from './not-found';
import { Stages } from './run/stages';
import type { TabProps } from './run/tab';

/** A view is loaded when it is first opened. */
const tabs: Record<string, FunctionComponent<TabProps>> = {
  summary: loaded(() => import('./run/summary').then(({ Summary }) => Summary)),
  data: loaded(() => import('./run/data').then(({ Data }) => Data)),
  tuning: loaded(() => import('./run/tuning').then(({ Tuning }) => Tuning)),
  evaluation: loaded(() => import('./run/evaluation').then(({ Evaluation }) => Evaluation)),
  examples: loaded(() => import('./run/examples').then(({ HeldOut }) => HeldOut)),
  logs: loaded(() => import('./run/logs').then(({ Logs }) => Logs)),
  artifact: loaded(() => import('./run/artifact').then(({ Artifact }) => Artifact)),
};
const names = Object.keys(tabs);

export function RunPage() {
  const { pipeline = '', run = '', tab = 'summary' } = useRoute().params;
  const path = `pipelines/${part(pipeline)}/runs/${part(run)}`;
  const { view, problem, isLost } = useLive(path);
  useTabKeys(tab, `${runPlace({ pipeline, run })}/`);
  const Tab = tabs[tab];
  if (!Tab) return <NotFound />;
  if (!view) return problem ? <Trouble problem={problem} /> : <p class="quiet">…</p>;
  return (
    <section class="run">
      <h1>
        {view.run} <State of={view.status} />
      </h1>
      <p class="quiet">
        {view.pipeline} · begun {formatTime(view.createdAt)} · {formatSeconds(view.seconds)}
      </p>
      {isLost && view.status === 'running' && (
        <p role="status" class="problem">
          The connection is lost; it is opened again as soon as it can be.
        </p>
      )}
      <Stages stages={view.stages} />
      <Decisions run={view} />
      <nav class="tabs" aria-label="Views of the run">
        {names.map((name) => (
          <a key={name} href={`${runPlace(view)}/${name}`} aria-current={name === tab ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <Tab run={view} path={path} />
    </section>
  );
}

function useLive(path: string): { view?: RunNow; problem?: Error; isLost: boolean } {
  const [state, setState] = useState<{ path: string; view?: RunNow; problem?: Error }>({ path });
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const show = (view: RunNow): void => setState({ path, view });
    get<RunNow>(path).then(show, (problem: Error) => setState({ path, problem }));
    return live<RunNow>(`${path}/live`, { message: show, lost: setLost });
  }, [path]);
  return { ...(state.path === path && state), isLost };
}

/** [ and ] lead to the view before and to the next one. */
function useTabKeys(tab: string, place: string): void {
  const { route } = useLocation();
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const step = event.key === ']' ? 1 : event.key === '[' ? -1 : 0;
      const next = step === 0 || !isForPage(event) ? undefined : names[names.indexOf(tab) + step];
      if (next) route(place + next);
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [tab, place, route]);
}
