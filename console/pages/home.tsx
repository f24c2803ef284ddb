/** Every pipeline at a glance, what waits for a decision, what somebody has to be told of, and the last runs. */
import { stepInWords } from '../../core/canary/steps';
import { formatAge, formatDay, formatDollars, formatSeconds, formatSpan } from '../../core/quantities';
import { plural, printable } from '../../core/wording';
import type { Alerts, PipelineOverview, Pipelines, Runs } from '../../functions/console/answers';
import { AlertList } from '../parts/alert-list';
import { Shown, useAsked } from '../parts/asked';
import { useVersion } from '../parts/changes';
import { State } from '../parts/state';
import { WaitingList } from '../parts/waiting';
import { base, monitorPlace, runPlace } from '../place';

export function HomePage() {
  const version = useVersion();
  const pipelines = useAsked<Pipelines>('pipelines', version);
  return (
    <>
      <Shown of={pipelines}>
        {({ now, pipelines: all }) => (
          <>
            <WaitingList pipelines={all} now={now} onDone={pipelines.again} />
            <section>
              <h1>Pipelines</h1>
              {all.length === 0 ? <Begin /> : <Table pipelines={all} now={now} />}
            </section>
          </>
        )}
      </Shown>
      <Standing />
      <LastRuns version={version} />
    </>
  );
}

const Begin = () => (
  <p>
    No pipeline is deployed yet. <code>npx landfall init NAME FILE</code> begins one.
  </p>
);

function Table({ pipelines, now }: { pipelines: PipelineOverview[]; now: number }) {
  return (
    <div class="scrolls" role="region" aria-label="Pipelines" tabIndex={0}>
      <table class="pipelines">
        <thead>
          <tr>
            <th scope="col">Pipeline</th>
            <th scope="col">Production</th>
            <th scope="col">Drift</th>
            <th scope="col">Ends</th>
            <th scope="col" class="number">
              Spent this month
            </th>
            <th scope="col">Stale</th>
            <th scope="col">Last run</th>
          </tr>
        </thead>
        <tbody>
          {pipelines.map((pipeline) => (
            <PipelineRow key={pipeline.name} pipeline={pipeline} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PipelineRow({ pipeline, now }: { pipeline: PipelineOverview; now: number }) {
  const { name, status, drift, ends, money, stale, problems, lastRun } = pipeline;
  return (
    <tr>
      <th scope="row">
        <a href={monitorPlace(name)}>{name}</a>
        <br />
        <State of={status} />
        {problems?.map(({ file, line, reason }) => (
          <p key={`${file}:${line}`} class="problem">
            {file}:{line} {printable(reason)}
          </p>
        ))}
      </th>
      <td>
        <Production pipeline={pipeline} now={now} />
      </td>
      <td>
        {!drift ? (
          <span class="quiet">not looked at yet</span>
        ) : drift.alarm ? (
          <a class="failed state" href={`${monitorPlace(name)}#drift`}>
            alarm since {formatDay(drift.alarm.from)}
          </a>
        ) : (
          'none seen'
        )}
      </td>
      <td>
        {ends?.closesOn === undefined ? (
          <span class="quiet">not known</span>
        ) : (
          <>
            {formatDay(ends.closesOn)}
            {ends.orLater && ' or later'}
            <br />
            <span class="quiet">{ends.state === 'closed' ? 'closed' : plural(ends.daysLeft ?? 0, 'day')}</span>
          </>
        )}
      </td>
      <td class="number">
        {money && (
          <>
            {formatDollars(money.used)}
            <br />
            <span class="quiet">of {formatDollars(money.budget)}</span>
          </>
        )}
      </td>
      <td>
        {stale.length === 0 ? (
          <span class="quiet">{pipeline.production && 'no'}</span>
        ) : (
          <ul class="reasons">
            {stale.map((reason) => (
              <li key={reason}>{printable(reason)}</li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {lastRun && (
          <>
            <a href={runPlace({ pipeline: name, run: lastRun.run })}>{lastRun.run}</a>
            <br />
            <State of={lastRun.status} /> <span class="quiet">{formatAge(now - Date.parse(lastRun.createdAt))}</span>
          </>
        )}
      </td>
    </tr>
  );
}

function Production({ pipeline: { name, production }, now }: { pipeline: PipelineOverview; now: number }) {
  if (!production) return <span class="quiet">nothing yet</span>;
  const { canary } = production;
  return (
    <>
      <a href={runPlace({ pipeline: name, run: production.run })}>{production.candidate}</a> on {production.base}
      <br />
      <span class="quiet">for {formatSpan(now - Date.parse(production.deployedAt))}</span>
      {canary && (
        <p>
          <State of="running" /> canary <a href={runPlace({ pipeline: name, run: canary.run })}>{canary.candidate}</a>,{' '}
          {stepInWords(canary.steps, canary.step)}
        </p>
      )}
    </>
  );
}

/** It asks the warehouse, and is not waited for. */
function Standing() {
  const asked = useAsked<Alerts>('alerts');
  return (
    <section>
      <h2>Alerts</h2>
      <Shown of={asked}>{(alerts) => <AlertList alerts={alerts} now={Date.now()} />}</Shown>
    </section>
  );
}

function LastRuns({ version }: { version: number }) {
  const asked = useAsked<Runs>('runs?count=10', version);
  return (
    <section>
      <h2>Last runs</h2>
      <Shown of={asked}>
        {({ runs, total, now }) => (
          <>
            <div class="scrolls" role="region" aria-label="Last runs" tabIndex={0}>
              <table>
                <tbody>
                  {runs.map((run) => (
                    <tr key={`${run.pipeline}/${run.run}`}>
                      <th scope="row">
                        <a href={runPlace(run)}>{run.run}</a>
                      </th>
                      <td>{run.pipeline}</td>
                      <td>
                        <State of={run.status} /> <span class="quiet">{run.stage}</span>
                      </td>
                      <td class="number">{formatSeconds(run.seconds)}</td>
                      <td class="quiet">{formatAge(now - Date.parse(run.begunAt))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <p>
              <a href={`${base}runs`}>All {plural(total, 'run')}</a>
            </p>
          </>
        )}
      </Shown>
    </section>
  );
}
