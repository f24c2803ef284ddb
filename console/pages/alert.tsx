/** What to do about an alert: its section of the runbook. */
import { useRoute } from 'preact-iso';
import type { Alerts, Runbook } from '../../functions/console/answers';
import { part } from '../api';
import { AlertList } from '../parts/alert-list';
import { Shown, useAsked } from '../parts/asked';

export function AlertPage() {
  const { alert = '' } = useRoute().params;
  const runbook = useAsked<Runbook>(`alerts/${part(alert)}/runbook`);
  const alerts = useAsked<Alerts>('alerts');
  return (
    <section>
      <h1>{alert}</h1>
      <Shown of={alerts}>
        {({ at, alerts: all }) => (
          <AlertList alerts={{ at, alerts: all.filter((each) => each.alert === alert) }} now={Date.now()} />
        )}
      </Shown>
      <Shown of={runbook}>{({ text }) => <pre class="prose">{text}</pre>}</Shown>
    </section>
  );
}
