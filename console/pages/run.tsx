/** One run, live. */
import { useRoute } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { formatSeconds, formatTime } from '../../core/quantities';
import type { RunView } from '../../functions/console/answers';
import { get, live, part } from '../api';
import { Trouble } from '../parts/asked';
import { State } from '../parts/state';

export function RunPage() {
  const { pipeline = '', run = '' } = useRoute().params;
  const path = `pipelines/${part(pipeline)}/runs/${part(run)}`;
  const [view, setView] = useState<RunView>();
  const [problem, setProblem] = useState<Error>();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    setView(undefined);
    setProblem(undefined);
    get<RunView>(path).then(setView, setProblem);
    return live<RunView>(`${path}/live`, { message: setView, lost: setLost });
  }, [path]);
  if (!view) return problem ? <Trouble problem={problem} /> : <p class="quiet">…</p>;
  return (
    <section>
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
      <ol class="timeline" aria-label="Stages">
        {view.stages.map((stage) => (
          <li key={stage.name} class={stage.state}>
            <span class="name">{stage.name}</span> <State of={stage.state} />{' '}
            {stage.seconds !== undefined && <span class="quiet">{formatSeconds(stage.seconds)}</span>}{' '}
            {stage.heldUp && <span class="quiet">{stage.heldUp}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
