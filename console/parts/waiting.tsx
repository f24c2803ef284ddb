/** What nobody but a person can decide: candidates that have passed their gate, and retrainings that are suggested. */
import { formatAge } from '../../core/quantities';
import { inline, printable } from '../../core/wording';
import type { PipelineOverview } from '../../functions/console/answers';
import { part } from '../api';
import { runPlace } from '../place';
import { Decide } from './decide';

const verbs = [
  ['Approve', 'approve'],
  ['Reject', 'reject'],
] as const;

export function WaitingList({
  pipelines,
  now,
  onDone,
}: {
  pipelines: PipelineOverview[];
  now: number;
  onDone: () => void;
}) {
  const runs = pipelines.flatMap(({ name, waiting }) => waiting.map((each) => ({ pipeline: name, ...each })));
  const requests = pipelines.flatMap(({ name, retraining }) => retraining.map((each) => ({ pipeline: name, ...each })));
  if (runs.length + requests.length === 0) return null;
  return (
    <section>
      <h1>Waits for you</h1>
      <ul class="waiting-list">
        {runs.map(({ pipeline, run, champion, since, because }) => (
          <li key={run}>
            <p>
              <strong>{inline(champion)}</strong> of run <a href={runPlace({ pipeline, run })}>{run}</a> of {pipeline}{' '}
              has passed the gate <span class="quiet">{formatAge(now - Date.parse(since))}</span>
            </p>
            {because.map((reason) => (
              <p key={reason} class="quiet">
                {printable(reason)}
              </p>
            ))}
            <p class="buttons">
              {verbs.map(([verb, command]) => (
                <Decide
                  key={verb}
                  verb={verb}
                  what={`${inline(champion)} of run ${run}`}
                  command={`npx landfall ${command} ${run}`}
                  path={`pipelines/${part(pipeline)}/runs/${part(run)}/${command}`}
                  onDone={onDone}
                />
              ))}
            </p>
          </li>
        ))}
        {requests.map(({ pipeline, request, why, because, state, at }) => (
          <li key={request}>
            <p>
              A retraining of {pipeline} is {state}: {printable(why)}{' '}
              <span class="quiet">{formatAge(now - Date.parse(at))}</span>
            </p>
            {because !== undefined && <p class="quiet">{printable(because)}</p>}
            <p class="buttons">
              {verbs.map(([verb, command]) => (
                <Decide
                  key={verb}
                  verb={verb}
                  what={`request ${request} to retrain ${pipeline}`}
                  command={`npx landfall ${command} ${request}`}
                  path={`retraining/${part(request)}/${command}`}
                  onDone={onDone}
                />
              ))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
