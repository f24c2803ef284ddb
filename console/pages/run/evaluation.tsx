/** How good the candidates are: their metrics, each comparison with its interval drawn, slices, and which labels are taken for which. */
import { useState } from 'preact/hooks';
import { plural, thousands } from '../../../core/wording';
import type { Confusion, Evaluation as EvaluationAnswer, TakenLabels } from '../../../functions/console/answers';
import { Shown, useAsked } from '../../parts/asked';
import { Text } from '../../parts/text';
import { runPlace } from '../../place';
import type { TabProps } from './tab';
import { Comparisons } from './comparisons';

export function Evaluation({ run, path }: TabProps) {
  const isDone = run.stages.some(({ name, state }) => name === 'evaluate' && state === 'succeeded');
  const asked = useAsked<EvaluationAnswer>(`${path}/evaluation?of=${isDone}`);
  return (
    <Shown of={asked}>
      {(evaluation) =>
        evaluation.examples === undefined ? (
          <p class="quiet">Nothing was evaluated yet.</p>
        ) : (
          <>
            {evaluation.says.map((sentence) => (
              <p key={sentence}>
                <Text of={sentence} />
              </p>
            ))}
            <Metrics evaluation={evaluation} />
            <Comparisons title="Comparisons, in points" comparisons={evaluation.comparisons} />
            <Comparisons title="Slices, in points" comparisons={evaluation.slices} />
            <LabelsTaken evaluation={evaluation} path={path} />
            <p>
              <a href={`${runPlace(run)}/examples`}>
                {plural(evaluation.examples, 'held-out example')} with every answer
              </a>
            </p>
          </>
        )
      }
    </Shown>
  );
}

function Metrics({ evaluation: { metrics, champion } }: { evaluation: EvaluationAnswer }) {
  return (
    <>
      {metrics.map(({ subjects, titles, rows }, table) => (
        <div key={subjects.join()} class="wide" tabIndex={0}>
          <table>
            <caption>{table === 0 ? 'Metrics, with 95 % intervals' : 'What answers without a model'}</caption>
            <thead>
              <tr>
                <td />
                {titles.map((title, at) => (
                  <th key={title} scope="col" class={subjects[at] === champion ? 'number champion' : 'number'}>
                    <Text of={title} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...values]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {values.map((value, at) => (
                    <td key={at} class="number">
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  );
}

function LabelsTaken({ evaluation, path }: { evaluation: EvaluationAnswer; path: string }) {
  const subjects = evaluation.metrics.flatMap((table) => table.subjects);
  const [subject, setSubject] = useState(evaluation.champion ?? evaluation.leader ?? subjects[0] ?? 'base');
  const asked = useAsked<TakenLabels>(`${path}/confusion?subject=${encodeURIComponent(subject)}`);
  return (
    <Shown of={asked}>
      {({ confusion }) =>
        confusion ? (
          <section aria-label="Confusion">
            <h2>Which label was said where which was wanted</h2>
            <label>
              By{' '}
              <select value={subject} onChange={({ currentTarget }) => setSubject(currentTarget.value)}>
                {subjects.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
            <ConfusionTable confusion={confusion} />
          </section>
        ) : null
      }
    </Shown>
  );
}

function ConfusionTable({ confusion: { wanted, said, counts, others } }: { confusion: Confusion }) {
  return (
    <div class="wide" tabIndex={0}>
      <table class="confusion">
        <thead>
          <tr>
            <th scope="col">wanted, across what was said</th>
            {said.map((label) => (
              <th key={label} scope="col" class="number">
                <Text of={label} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {wanted.map((label, row) => {
            const all = Math.max(
              1,
              counts[row]!.reduce((sum, count) => sum + count, 0),
            );
            return (
              <tr key={label}>
                <th scope="row">
                  <Text of={label} />
                </th>
                {counts[row]!.map((count, column) => (
                  <td
                    key={said[column]}
                    class={`number ${count === 0 ? '' : row === column ? 'right' : 'wrong'}`}
                    style={{ '--share': `${((100 * count) / all).toFixed(0)}%` }}
                  >
                    {count === 0 ? '' : thousands(count)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {others > 0 && <p class="quiet">(other) is {plural(others, 'label')} together</p>}
    </div>
  );
}
