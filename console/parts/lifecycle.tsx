/** What ends when: a row for every base and what is done with it, a column for every month. */
import { formatDay } from '../../core/quantities';
import type { LifecycleRow } from '../../functions/console/answers';
import { eventsIn, monthsFrom } from '../calendar';

const months = 18;

export function LifecycleCalendar({ rows, from }: { rows: LifecycleRow[]; from: Date }) {
  if (rows.length === 0) return <p>No model of it has a date.</p>;
  const columns = monthsFrom(from, months);
  return (
    <div class="scrolls" role="region" aria-label="Lifecycle" tabIndex={0}>
      <table class="calendar">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">What</th>
            <th scope="col">Closes on</th>
            {columns.map((month) => (
              <th key={month} scope="col" class="month">
                {month.endsWith('-01') || month === columns[0] ? month : month.slice(5)}
              </th>
            ))}
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ModelRow key={`${row.base} ${row.action} ${row.location}`} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const marks = { closes: '✘', planned: '▶' };

function ModelRow({ row, columns }: { row: LifecycleRow; columns: string[] }) {
  const { base, action, location, closesOn, orLater, unsure, state, breaks, successor, plannedOn } = row;
  return (
    <tr>
      <th scope="row">{base}</th>
      <td>
        {action} <span class="quiet">{location}</span>
      </td>
      <td>
        {closesOn === undefined ? (
          <span class="quiet">not known</span>
        ) : (
          <span class={state === 'closed' ? 'state failed' : ''}>
            {formatDay(closesOn)}
            {orLater && ' or later'}
            {unsure && ' (?)'}
          </span>
        )}
      </td>
      {columns.map((month) => {
        const events = eventsIn(row, month);
        return (
          <td
            key={month}
            class={`month ${events.join(' ')}`}
            title={events.length > 0 ? `${month}: ${events.join(', ')}` : undefined}
          >
            {events.map((event) => marks[event]).join('')}
          </td>
        );
      })}
      <td>
        {breaks.join('; ')}
        {plannedOn !== undefined && (
          <p class="quiet">
            {successor === undefined ? 'no successor is known' : `▶ ${successor} planned for ${formatDay(plannedOn)}`}
          </p>
        )}
      </td>
    </tr>
  );
}
