/** One example of a version, and the landed rows behind it. */
import { useRoute } from 'preact-iso';
import { plural } from '../../../core/wording';
import type { ExampleTold } from '../../../functions/console/answers';
import { part } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { LongText } from '../../parts/long-text';
import { place, versionPlace } from '../../place';

type LandedRow = ExampleTold['rows'][number];

export function ExamplePage() {
  const { pipeline = '', version = '', key = '' } = useRoute().params;
  const asked = useAsked<ExampleTold>(`pipelines/${part(pipeline)}/versions/${part(version)}/examples/${part(key)}`);
  return (
    <section>
      <h1>
        Example <bdi>{key}</bdi>
      </h1>
      <p>
        <a href={versionPlace({ pipeline, version })}>
          {pipeline} {version}
        </a>
      </p>
      <Shown of={asked}>
        {({ example, rows }) => (
          <>
            <dl class="texts">
              <dt>Place</dt>
              <dd>
                {example.split === undefined ? `left out: ${example.leftOut}` : example.split}
                {example.line !== undefined && `, line ${example.line}`}
              </dd>
              {example.personalData.length > 0 && (
                <>
                  <dt>Personal data</dt>
                  <dd>{example.personalData.join(', ')}</dd>
                </>
              )}
              <Text name="System" text={example.system} />
              {example.history.map((turn, at) => (
                <Text key={at} name={turn.role} text={turn.text} />
              ))}
              <Text name="Prompt" text={example.prompt} />
              <Text name="Target" text={example.target} />
            </dl>
            <h2>Made of {plural(rows.length, 'row')}</h2>
            {rows.map((row) => (
              <LandedRowPart key={`${row.uri}#${row.generation}:${row.row}`} row={row} of={{ pipeline, version }} />
            ))}
          </>
        )}
      </Shown>
    </section>
  );
}

function Text({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <LongText text={text} />
      </dd>
    </>
  );
}

function LandedRowPart({ row, of }: { row: LandedRow; of: { pipeline: string; version: string } }) {
  if (row.answer !== undefined)
    return (
      <p>
        In place of a landed row: <a href={place(`answers/${part(row.answer)}`)}>answer {row.answer}</a>
      </p>
    );
  const { uri, generation, line, values, gone } = row;
  const origin = `${uri}#${generation}:${row.row}`;
  return (
    <article class="card">
      <h3>
        <bdi>{uri}</bdi> row {row.row}
        {line !== undefined && `, line ${line}`}
      </h3>
      <p>
        <a href={`${versionPlace(of)}?origin=${part(origin)}`}>examples made of this row</a>
      </p>
      {gone && <p class="problem">{gone}</p>}
      {values && (
        <dl class="texts">
          {Object.entries(values).map(([field, value]) => (
            <Text key={field} name={field} text={typeof value === 'string' ? value : JSON.stringify(value)} />
          ))}
        </dl>
      )}
    </article>
  );
}
