/** A pipeline in operation: what it is asked and answers, whether that drifts, what it costs, and what ends when. */
import { useLocation, useRoute } from 'preact-iso';
import { formatDollars, formatTime } from '../../core/quantities';
import type { Alerts, PipelineOverview, Pipelines, PipelineTraffic } from '../../functions/console/answers';
import { part } from '../api';
import { AlertList } from '../parts/alert-list';
import { Shown, useAsked } from '../parts/asked';
import { useVersion } from '../parts/changes';
import { DriftSection } from '../parts/drift';
import { LifecycleCalendar } from '../parts/lifecycle';
import { SpendingChart, TrafficCharts } from '../parts/traffic';
import { monitorPlace } from '../place';

export function MonitorPage() {
  const { pipeline } = useRoute().params;
  const pipelines = useAsked<Pipelines>('pipelines', useVersion());
  return (
    <>
      <h1>Monitor</h1>
      <Shown of={pipelines}>
        {({ pipelines: all }) => (
          <nav aria-label="Pipelines" class="choices">
            {all.map(({ name }) => (
              <a key={name} href={monitorPlace(name)} aria-current={name === pipeline ? 'page' : undefined}>
                {name}
              </a>
            ))}
          </nav>
        )}
      </Shown>
      {pipeline === undefined ? (
        <p class="quiet">Choose a pipeline.</p>
      ) : (
        <PipelineMonitor key={pipeline} pipeline={pipeline} />
      )}
    </>
  );
}

function PipelineMonitor({ pipeline }: { pipeline: string }) {
  const overview = useAsked<PipelineOverview>(`pipelines/${part(pipeline)}`, useVersion(pipeline));
  const alerts = useAsked<Alerts>('alerts');
  return (
    <>
      <section>
        <h2>Alerts</h2>
        <Shown of={alerts}>
          {({ at, alerts: all }) => (
            <AlertList alerts={{ at, alerts: all.filter(({ subject }) => subject === pipeline) }} now={Date.now()} />
          )}
        </Shown>
      </section>
      <Answers pipeline={pipeline} budget={overview.answer?.money?.budget} />
      <section id="drift">
        <h2>Drift</h2>
        <Shown of={overview}>
          {({ drift }) =>
            drift ? <DriftSection pipeline={pipeline} /> : <p>Not looked at yet: monitor looks every hour.</p>
          }
        </Shown>
      </section>
      <section>
        <h2>Lifecycle</h2>
        <Shown of={overview}>{({ lifecycle }) => <LifecycleCalendar rows={lifecycle} from={new Date()} />}</Shown>
      </section>
    </>
  );
}

const spans = [1, 7, 30];

function Answers({ pipeline, budget }: { pipeline: string; budget?: number | undefined }) {
  const { query } = useLocation();
  const days = spans.find((each) => String(each) === query['days']) ?? 7;
  const asked = useAsked<PipelineTraffic>(`pipelines/${part(pipeline)}/traffic?days=${days}`);
  return (
    <section>
      <h2>Answers</h2>
      <nav aria-label="Days" class="choices">
        {spans.map((each) => (
          <a
            key={each}
            href={`${monitorPlace(pipeline)}?days=${each}`}
            aria-current={each === days ? 'page' : undefined}
          >
            {each === 1 ? '1 day' : `${each} days`}
          </a>
        ))}
      </nav>
      <Shown of={asked}>
        {(traffic) => (
          <>
            <p class="quiet">
              By the hour, as of {formatTime(new Date(traffic.at).toISOString())}; it is asked again after five minutes.
              An hour without an answer is a gap.
            </p>
            <TrafficCharts traffic={traffic} />
            <h2>Spending of this month</h2>
            {traffic.costs.length === 0 ? (
              <p>Nothing was committed{budget !== undefined && `; the budget is ${formatDollars(budget)}`}.</p>
            ) : (
              <SpendingChart traffic={traffic} budget={budget} />
            )}
          </>
        )}
      </Shown>
    </section>
  );
}
