/** Whether what is asked and answered is as it was: the promise, how far each signal is, and what an alarm has seen. */
import { movedInWords } from '../../core/drift/kept';
import { signals } from '../../core/drift/signals';
import { formatTime } from '../../core/quantities';
import { percent, printable, thousands } from '../../core/wording';
import type { Drift } from '../../functions/console/answers';
import { part } from '../api';
import { Shown, useAsked } from './asked';
import { useVersion } from './changes';

export function DriftSection({ pipeline }: { pipeline: string }) {
  const asked = useAsked<Drift>(`pipelines/${part(pipeline)}/drift`, useVersion(pipeline));
  return (
    <Shown of={asked}>
      {(drift) => (
        <>
          <p>
            {drift.alarm ? <strong class="failed state">An alarm stands.</strong> : 'No drift is seen.'} Looked at until{' '}
            {formatTime(drift.until)}; at most one false alarm in {drift.quietWeeks} quiet weeks, over all signals
            together.
          </p>
          {drift.alarm && <StandingAlarm pipeline={pipeline} alarm={drift.alarm} />}
          <Signals drift={drift} />
        </>
      )}
    </Shown>
  );
}

function StandingAlarm({ pipeline, alarm }: { pipeline: string; alarm: NonNullable<Drift['alarm']> }) {
  return (
    <>
      <p>
        Since about {formatTime(alarm.from)}, seen {formatTime(alarm.at)}:
      </p>
      <ul class="reasons">
        {alarm.moved.map((moved) => (
          <li key={`${moved.signal} ${moved.category}`}>{printable(movedInWords(moved))}</li>
        ))}
      </ul>
      {alarm.examples.map(({ id, input, text }) => (
        <figure key={id} class="example">
          <pre dir="auto">{printable(input, 1000)}</pre>
          <pre dir="auto">→ {text === null ? '(no answer)' : printable(text, 1000)}</pre>
          <figcaption>
            <code>npx landfall why {id}</code>
          </figcaption>
        </figure>
      ))}
      <pre class="command">{`npx landfall retrain ${pipeline} --why TEXT
npx landfall drift ${pipeline} --settle usual      so it is from now on: learnt anew
npx landfall drift ${pipeline} --settle mistaken   it was no change: as before`}</pre>
    </>
  );
}

function Signals({ drift }: { drift: Drift }) {
  return (
    <div class="scrolls" role="region" aria-label="Signals" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col" class="number">
              Votes
            </th>
            <th scope="col">Evidence; at 100 % it is an alarm</th>
          </tr>
        </thead>
        <tbody>
          {drift.signals.map(({ name, votes, needs, held }) => (
            <tr key={name}>
              <th scope="row">{signals[name].title}</th>
              <td class="number">{thousands(votes)}</td>
              <td>
                {needs !== undefined ? (
                  <span class="quiet">
                    {votes === 0
                      ? 'nothing of it was seen'
                      : `not measurable, needs ${needs ? `${thousands(needs)} votes` : 'more votes'}`}
                  </span>
                ) : (
                  <>
                    <meter
                      min={0}
                      max={1}
                      high={0.8}
                      value={held ?? 0}
                      aria-label={`Evidence of ${signals[name].title}`}
                    />{' '}
                    {percent(Number((held ?? 0).toFixed(4)))}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
