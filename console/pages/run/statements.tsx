/** What the run has asked of the warehouse: asked for when somebody opens it. */
import { useState } from 'preact/hooks';
import { formatBytes, formatDollars, formatSeconds } from '../../../core/quantities';
import { thousands } from '../../../core/wording';
import type { PricedJob, Statements as StatementsAnswer } from '../../../functions/console/answers';
import { Shown, useAsked } from '../../parts/asked';
import { Text } from '../../parts/text';

export function Statements({ path }: { path: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Statements in the warehouse, with plan and price</summary>
      {isOpen && <Table path={path} />}
    </details>
  );
}

function Table({ path }: { path: string }) {
  const asked = useAsked<StatementsAnswer>(`${path}/statements`);
  return (
    <Shown of={asked}>
      {({ statements }) =>
        statements.length === 0 ? (
          <p class="quiet">The warehouse knows none of this run.</p>
        ) : (
          <div class="wide" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">step</th>
                  <th scope="col">kind</th>
                  {['rows', 'read', 'billed', 'time', 'price'].map((title) => (
                    <th key={title} scope="col" class="number">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {statements.map((job) => (
                  <StatementRow key={job.id} job={job} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Shown>
  );
}

function StatementRow({ job }: { job: PricedJob }) {
  const { step, kind, rows, bytes, cost, seconds, state, error, sql, plan } = job;
  return (
    <tr>
      <td>
        <details>
          <summary>
            <Text of={step} />
          </summary>
          {error !== undefined && (
            <p class="problem">
              <Text of={error} />
            </p>
          )}
          {sql !== undefined && (
            <pre>
              <Text of={sql} />
            </pre>
          )}
          {plan.map(({ id, name, recordsRead, recordsWritten }) => (
            <p key={id} class="quiet">
              <Text of={name} />: reads {thousands(recordsRead)}, writes {thousands(recordsWritten)}
            </p>
          ))}
        </details>
      </td>
      <td>{kind}</td>
      <td class="number">{rows === undefined ? '–' : thousands(rows)}</td>
      <td class="number">{kind === 'load' ? '–' : formatBytes(bytes)}</td>
      <td class="number">{cost.bytesBilled === 0 ? '–' : formatBytes(cost.bytesBilled)}</td>
      <td class="number">{seconds === undefined ? state.toLowerCase() : formatSeconds(seconds)}</td>
      <td class="number">{kind === 'load' && cost.amount === 0 ? 'free' : formatDollars(cost.amount)}</td>
    </tr>
  );
}
