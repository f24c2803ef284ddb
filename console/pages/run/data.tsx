/** What was found in the data: each file with the rows that were put aside, the checks with their rows, and what the dataset is like. */
import { useLocation } from 'preact-iso';
import { formatBytes } from '../../../core/quantities';
import { amount, plural, thousands } from '../../../core/wording';
import type {
  Check,
  Data as DataAnswer,
  Quarantine,
  QuarantinedRow,
  StagedObject,
} from '../../../functions/console/answers';
import { Shown, useAsked } from '../../parts/asked';
import { State } from '../../parts/state';
import { Text } from '../../parts/text';
import { Windowed, type Window } from '../../parts/windowed';
import { runPlace } from '../../place';
import type { TabProps } from './tab';
import { Card } from './card';
import { Statements } from './statements';

export function Data({ run, path }: TabProps) {
  // What validate and transform have found is on record once they have ended.
  const ended = run.stages.filter(({ name, state }) => ['validate', 'transform'].includes(name) && state !== 'running');
  const asked = useAsked<DataAnswer>(`${path}/data?of=${ended.map(({ state }) => state).join()}`);
  const { query } = useLocation();
  return (
    <Shown of={asked}>
      {({ objects, validate = [], transform = [], card, dropped }) => {
        const opened = objects.find(({ key }) => key === query['object']);
        return (
          <>
            {objects.length === 0 && <p class="quiet">Nothing was read yet.</p>}
            {objects.length > 0 && <Objects objects={objects} place={`${runPlace(run)}/data`} opened={opened?.key} />}
            {opened && <PutAside key={opened.key} object={opened} path={path} />}
            <Checks title="Checks of the sources" checks={validate} />
            <Checks title="Checks of the examples" checks={transform} />
            {card && <Card card={card} />}
            <Statements path={path} />
            {dropped.map(({ candidate, count }) => (
              <p key={candidate}>
                <Text of={candidate} />: {plural(count, 'training example')} cut off or left out by its tuner
              </p>
            ))}
          </>
        );
      }}
    </Shown>
  );
}

function Objects({ objects, place, opened }: { objects: StagedObject[]; place: string; opened?: string | undefined }) {
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <caption>Files as they were read</caption>
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">format</th>
            <th scope="col" class="number">
              size
            </th>
            <th scope="col" class="number">
              rows
            </th>
            <th scope="col" class="number">
              put aside
            </th>
            <th scope="col">most often because</th>
          </tr>
        </thead>
        <tbody>
          {objects.map(({ key, uri, format, compression, bytes, rows, quarantined, quarantineUri, reasons }) => (
            <tr key={key} aria-current={key === opened ? 'true' : undefined}>
              <td>
                <Text of={uri.split('/').slice(5).join('/')} />
              </td>
              <td>{compression === 'none' ? format : `${format}, ${compression}`}</td>
              <td class="number">{formatBytes(bytes)}</td>
              <td class="number">{thousands(rows)}</td>
              <td class="number">
                {quarantineUri === undefined ? (
                  thousands(quarantined)
                ) : (
                  <a href={`${place}${key === opened ? '' : `?object=${key}`}`}>{thousands(quarantined)}</a>
                )}
              </td>
              <td>{reasons[0] && <Text of={`${reasons[0].reason} (${thousands(reasons[0].count)})`} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const read = ({ total, from, rows }: Quarantine): Window<QuarantinedRow> => ({ total, from, rows });

function PutAside({ object, path }: { object: StagedObject; path: string }) {
  return (
    <section aria-label="Rows that were put aside">
      <h2>
        {plural(object.quarantined, 'row')} of <Text of={object.uri.split('/').slice(5).join('/')} /> put aside
      </h2>
      <Windowed<QuarantinedRow>
        path={`${path}/quarantine/${object.key}`}
        read={read}
        rowHeight={64}
        size={100}
        label="Rows put aside"
        empty={<p>None.</p>}
        row={({ row, line, reasons, raw, rawBytes }) => (
          <div class="aside-row">
            <span class="number quiet">
              row {thousands(row)}
              <br />
              line {thousands(line)}
            </span>
            <span>
              <span class="reasons">
                <Text of={reasons.join('; ')} />
              </span>
              <span class="raw" title={raw.slice(0, 1000)}>
                <Text of={raw.slice(0, 400)} />
                {rawBytes !== undefined && <span class="quiet"> ({formatBytes(rawBytes)})</span>}
              </span>
            </span>
          </div>
        )}
      />
    </section>
  );
}

const gravity = { failed: 0, warned: 1, passed: 2 };

function Checks({ title, checks }: { title: string; checks: Check[] }) {
  if (checks.length === 0) return null;
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">check</th>
            <th scope="col">outcome</th>
            <th scope="col" class="number">
              measured
            </th>
            <th scope="col" class="number">
              allowed
            </th>
            <th scope="col">found</th>
          </tr>
        </thead>
        <tbody>
          {checks
            .toSorted((a, b) => gravity[a.outcome] - gravity[b.outcome])
            .map((check) => (
              <CheckRow key={`${check.name} ${check.subject ?? ''}`} check={check} />
            ))}
        </tbody>
      </table>
    </div>
  );
}

function CheckRow({ check }: { check: Check }) {
  const { name, subject, outcome, measured, threshold, unit, reason, rows } = check;
  return (
    <tr>
      <td>
        {name}
        {subject !== undefined && (
          <>
            {' '}
            <span class="quiet">
              <Text of={subject} />
            </span>
          </>
        )}
      </td>
      <td>
        <State of={outcome} />
      </td>
      <td class="number">{measured === null ? '–' : amount(measured, unit)}</td>
      <td class="number">{amount(threshold, unit)}</td>
      <td>
        <Text of={reason} />
        {outcome !== 'passed' && rows.length > 0 && (
          <details>
            <summary>{plural(rows.length, 'row')} of them</summary>
            <ul>
              {rows.map(({ where, what }) => (
                <li key={where}>
                  <Text of={where} />
                  {what !== '' && (
                    <>
                      : <Text of={what} />
                    </>
                  )}
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
    </tr>
  );
}
