/** What a dataset version is like: how many examples of what length, language and label, and why others were left out. */
import { thousands } from '../../../core/wording';
import type { DatasetCard } from '../../../functions/console/answers';
import { Bars } from '../../parts/bars';

export function Card({ card }: { card: DatasetCard }) {
  const { version, madeByRun, selected, leftOut, statistics } = card;
  return (
    <section aria-label="Dataset">
      <h2>
        Dataset version <code>{version}</code>
      </h2>
      <p class="quiet">
        made by run {madeByRun}; {thousands(selected)} examples selected
      </p>
      <div class="wide" tabIndex={0}>
        <table>
          <caption>Splits, with tokens by estimate</caption>
          <thead>
            <tr>
              <th scope="col">split</th>
              {[
                'examples',
                'groups',
                'prompt, median',
                'prompt, p95',
                'prompt, most',
                'target, median',
                'target, p95',
                'target, most',
              ].map((title) => (
                <th key={title} scope="col" class="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {statistics.map(({ split, examples, groups, promptTokens, targetTokens }) => (
              <tr key={split}>
                <th scope="row">{split}</th>
                {[
                  examples,
                  groups,
                  ...[promptTokens, targetTokens].flatMap(({ median, p95, maximum }) => [median, p95, maximum]),
                ].map((count, at) => (
                  <td key={at} class="number">
                    {thousands(Math.round(count))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="distributions">
        <Bars
          title="Examples by split"
          counts={Object.fromEntries(statistics.map(({ split, examples }) => [split, examples]))}
        />
        {statistics.flatMap(({ split, languages, labels }) => [
          <Bars key={`${split} languages`} title={`Languages of ${split}`} counts={languages} />,
          <Bars key={`${split} labels`} title={`Labels of ${split}`} counts={labels} />,
        ])}
        <Bars title="Left out, by why" counts={leftOut} />
      </div>
    </section>
  );
}
