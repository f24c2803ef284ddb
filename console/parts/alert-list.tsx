/** What is raised, each with what was measured, the command that shows the cause, and where to read on. */
import { formatAge } from '../../core/quantities';
import { printable } from '../../core/wording';
import type { Alert, Alerts } from '../../functions/console/answers';
import { base, monitorPlace } from '../place';

export function AlertList({ alerts, now }: { alerts: Alerts; now: number }) {
  const raised = alerts.alerts.filter(({ state }) => state === 'raised');
  const looked = <span class="quiet">looked at {formatAge(now - alerts.at)}</span>;
  if (raised.length === 0) return <p>No alert stands; {looked}.</p>;
  return (
    <>
      <ul class="alerts">
        {raised.map((alert) => (
          <li key={`${alert.alert} ${alert.subject}`}>
            <Raised alert={alert} />
          </li>
        ))}
      </ul>
      <p>{looked}</p>
    </>
  );
}

function Raised({ alert: { alert, subject, severity, says, why, command } }: { alert: Alert }) {
  return (
    <>
      <strong class="state failed">
        {alert} ({severity})
      </strong>{' '}
      of <bdi>{printable(subject)}</bdi>: {says}. <span class="quiet">{why}</span>
      <br />
      <code>{command}</code> · <a href={`${base}alerts/${alert}`}>What to do</a>
      {alert === 'drift' && (
        <>
          {' '}
          · <a href={`${monitorPlace(subject)}#drift`}>What has moved</a>
        </>
      )}
    </>
  );
}
