/** One dataset version: its card, and a search of its examples. */
import { useRoute } from 'preact-iso';
import { formatTime } from '../../../core/quantities';
import { thousands } from '../../../core/wording';
import type { DatasetCard } from '../../../functions/console/answers';
import { part } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { LongText } from '../../parts/long-text';
import { State } from '../../parts/state';
import { place, runPlace } from '../../place';
import { ExampleSearch } from './example-search';

export function VersionPage() {
  const { pipeline = '', version = '' } = useRoute().params;
  const path = `pipelines/${part(pipeline)}/versions/${part(version)}`;
  const asked = useAsked<DatasetCard>(path);
  return (
    <section>
      <h1>
        Version {version} <span class="quiet">of {pipeline}</span>
      </h1>
      <Shown of={asked}>
        {(card) => (
          <>
            <Head card={card} />
            <ExampleSearch path={path} card={card} />
            <Checks card={card} />
            <Lengths card={card} />
            <Sources card={card} />
            <details>
              <summary>training.sql</summary>
              <LongText text={card.trainingSql} />
            </details>
          </>
        )}
      </Shown>
    </section>
  );
}

function Head({ card }: { card: DatasetCard }) {
  const { pipeline, madeByRun, createdAt, selected, leftOut } = card;
  return (
    <dl>
      <dt>Made</dt>
      <dd>
        {formatTime(createdAt)} by <a href={runPlace({ pipeline, run: madeByRun })}>{madeByRun}</a>
      </dd>
      <dt>Examples</dt>
      <dd>
        {thousands(card.train)} train · {thousands(card.evaluation)} evaluation · {thousands(card.validation)}{' '}
        validation · {thousands(selected)} selected
      </dd>
      {Object.entries(leftOut).map(([reason, count]) => (
        <>
          <dt>Left out</dt>
          <dd>
            {reason}: {thousands(count)}
          </dd>
        </>
      ))}
      <dt>Lineage</dt>
      <dd>
        <a href={place(`lineage/${part(card.version)}`)}>what it came from, and what it led to</a>
      </dd>
      <dt>Command</dt>
      <dd>
        <code>npx landfall dataset {card.version}</code>
      </dd>
    </dl>
  );
}

function Checks({ card }: { card: DatasetCard }) {
  return (
    <div class="table">
      <table>
        <caption>Checks</caption>
        <tbody>
          {card.checks.map(({ name, subject, outcome, reason }) => (
            <tr key={`${name} ${subject}`}>
              <th scope="row">{subject ? `${name} of ${subject}` : name}</th>
              <td>
                <State of={outcome} />
              </td>
              <td>
                <bdi>{reason}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lengths({ card }: { card: DatasetCard }) {
  return (
    <div class="table">
      <table>
        <caption>Lengths, in tokens</caption>
        <thead>
          <tr>
            <th scope="col">split</th>
            <th scope="col">examples</th>
            <th scope="col">groups</th>
            <th scope="col">prompt, median</th>
            <th scope="col">95 %</th>
            <th scope="col">longest</th>
            <th scope="col">target, median</th>
            <th scope="col">95 %</th>
            <th scope="col">longest</th>
          </tr>
        </thead>
        <tbody>
          {card.statistics.map(({ split, examples, groups, promptTokens, targetTokens }) => (
            <tr key={split}>
              <th scope="row">{split}</th>
              {[
                examples,
                groups,
                ...[promptTokens, targetTokens].flatMap(({ median, p95, maximum }) => [median, p95, maximum]),
              ].map((figure, at) => (
                <td key={at} class="number">
                  {thousands(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of many parts the first. */
const shownObjects = 20;

function Sources({ card }: { card: DatasetCard }) {
  return (
    <div class="table">
      <table>
        <caption>Sources</caption>
        <tbody>
          {card.sources.map(({ source, rows, objects }) => (
            <tr key={source}>
              <th scope="row">{source}</th>
              <td class="number">{thousands(rows)} rows</td>
              <td>
                {objects.slice(0, shownObjects).map(({ uri, generation }) => (
                  <div key={uri}>
                    <a href={place('object', { object: uri, generation, start: 0, end: 0 })}>
                      <bdi>{uri}</bdi>
                    </a>
                  </div>
                ))}
                {objects.length > shownObjects && `and ${thousands(objects.length - shownObjects)} more`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
