/** Two dataset versions side by side: what they were made with, and which examples differ. */
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../../../core/quantities';
import { plural, thousands } from '../../../core/wording';
import type { Changes, Comparison, VersionsCompared, VersionSummary } from '../../../functions/console/answers';
import { part, post } from '../../api';
import { Shown, Trouble, useAsked } from '../../parts/asked';
import { LongText } from '../../parts/long-text';
import { examplePlace, versionPlace } from '../../place';

export function DifferencesPage() {
  const { before = '', after = '' } = useLocation().query;
  const asked = useAsked<VersionsCompared>(`differences?before=${part(before)}&after=${part(after)}`);
  return (
    <section>
      <h1>What changed</h1>
      <Shown of={asked}>
        {(compared) => (
          <>
            <p>
              From <VersionLink of={compared.before} /> to <VersionLink of={compared.after} />
            </p>
            <ChangedExamples {...compared} />
            <Figures pairs={compared.comparison.figures} />
            <Settings comparison={compared.comparison} />
          </>
        )}
      </Shown>
    </section>
  );
}

const VersionLink = ({ of }: { of: VersionSummary }) => (
  <a href={versionPlace(of)}>
    {of.pipeline} {of.version}
  </a>
);

const kinds: Record<Changes['changes'][number]['change'], string> = {
  added: 'added',
  removed: 'removed',
  prompt: 'another prompt',
  target: 'another target',
  split: 'another split',
  leftOut: 'used in one version only',
};

function ChangedExamples({ before, after, cost }: VersionsCompared) {
  const [changes, setChanges] = useState<Changes>();
  const [problem, setProblem] = useState<Error>();
  const sides = { before: `${before.pipeline}/${before.version}`, after: `${after.pipeline}/${after.version}` };
  useEffect(() => setChanges(undefined), [sides.before, sides.after]);
  const compare = (): void => void post<Changes>('differences', sides).then(setChanges, setProblem);
  if (problem) return <Trouble problem={problem} again={compare} />;
  if (!changes)
    return (
      <p>
        <button type="button" onClick={compare}>
          Compare the examples
        </button>{' '}
        <span class="quiet">One query; it reads {formatBytes(cost.bytes)} of the warehouse.</span>
      </p>
    );
  return (
    <>
      <h2>
        {changes.changes.length === 0
          ? 'Their examples are the same'
          : `${plural(changes.changed, 'example')} in both that are not the same`}
      </h2>
      {changes.changes.map(({ change, count, examples }) => (
        <details key={change} open>
          <summary>
            {plural(count, 'example')}: {kinds[change]}
          </summary>
          {examples.map((example) => (
            <article key={example.key} class="card">
              <h3>
                <a href={examplePlace(change === 'removed' ? before : after, example.key)}>
                  <bdi>{example.key}</bdi>
                </a>
              </h3>
              <div class="sides">
                {[example.before, example.after, example.target].map(
                  (text, at) => text !== undefined && <LongText key={at} text={text} />,
                )}
              </div>
            </article>
          ))}
        </details>
      ))}
    </>
  );
}

/** What differs comes first. */
function Figures({ pairs }: { pairs: Comparison['figures'] }) {
  const other = pairs.filter(({ isSame }) => !isSame);
  if (other.length === 0) return <p class="quiet">Every figure is the same.</p>;
  return (
    <div class="table">
      <table>
        <caption>Figures that differ, of {thousands(pairs.length)}</caption>
        <thead>
          <tr>
            <th scope="col">figure</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          {other.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              {[before, after].map((figure, at) => (
                <td key={at} class="number">
                  {figure === undefined ? '–' : thousands(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Settings({ comparison: { settings, texts, checks } }: { comparison: Comparison }) {
  const judged = checks.filter(({ isSame }) => !isSame);
  return (
    <>
      {[
        ...judged.map(({ name, before, after }) => ({ name, before: before?.reason, after: after?.reason })),
        ...settings,
      ].map(({ name, before, after }) => (
        <details key={name}>
          <summary>
            <bdi>{name}</bdi>
          </summary>
          <div class="sides">
            <LongText text={before ?? '–'} />
            <LongText text={after ?? '–'} />
          </div>
        </details>
      ))}
      {texts.map(({ name, patch }) => (
        <details key={name} open>
          <summary>{name}</summary>
          <LongText text={patch} />
        </details>
      ))}
    </>
  );
}
