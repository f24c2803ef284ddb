/** Every pipeline, and how it stands. */
import { formatAge } from '../../core/quantities';
import type { PipelineState, Pipelines } from '../../functions/console/answers';
import { Shown, useAsked } from '../parts/asked';
import { State } from '../parts/state';
import { base, runPlace } from '../place';

export function HomePage() {
  const asked = useAsked<Pipelines>('pipelines');
  return (
    <section>
      <h1>Pipelines</h1>
      <Shown of={asked}>
        {({ now, pipelines }) =>
          pipelines.length === 0 ? (
            <p>
              No pipeline is deployed yet. <code>npx landfall init NAME FILE</code> begins one.
            </p>
          ) : (
            <ul class="cards">
              {pipelines.map((pipeline) => (
                <Card key={pipeline.name} pipeline={pipeline} now={now} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Card({ pipeline, now }: { pipeline: PipelineState; now: number }) {
  const { name, status, production, lastRun, waiting, problems } = pipeline;
  return (
    <li class="card">
      <h2>{name}</h2>
      <p>
        <State of={status} />
      </p>
      {problems?.map(({ file, line, reason }) => (
        <p key={`${file}:${line}`} class="problem">
          {file}:{line} {reason}
        </p>
      ))}
      <dl>
        <dt>Production</dt>
        <dd>
          {production ? (
            <a href={runPlace({ pipeline: name, run: production.run })}>{production.candidate}</a>
          ) : (
            <span class="quiet">nothing yet</span>
          )}
        </dd>
        {lastRun && (
          <>
            <dt>Last run</dt>
            <dd>
              <a href={runPlace({ pipeline: name, run: lastRun.run })}>{lastRun.run}</a> <State of={lastRun.status} />{' '}
              <span class="quiet">{formatAge(now - Date.parse(lastRun.createdAt))}</span>
            </dd>
          </>
        )}
        {waiting.map(({ run }) => (
          <>
            <dt>Waits for you</dt>
            <dd>
              <a href={runPlace({ pipeline: name, run })}>{run}</a>
            </dd>
          </>
        ))}
      </dl>
      <p>
        <a href={`${base}runs?pipeline=${encodeURIComponent(name)}`}>All its runs</a>
      </p>
    </li>
  );
}
