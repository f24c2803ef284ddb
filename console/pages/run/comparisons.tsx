/** Comparisons as a table with a forest plot: of each the difference and the interval that it lies within, on one scale. */
import { ticksOver } from '../../../core/ticks';
import { withSign } from '../../../core/verdict/points';
import { thousands } from '../../../core/wording';
import type { ShownComparison } from '../../../functions/console/answers';
import { Text } from '../../parts/text';

const [wide, high, margin] = [320, 20, 24];

export function Comparisons({ title, comparisons }: { title: string; comparisons: ShownComparison[] }) {
  if (comparisons.length === 0) return null;
  const ends = comparisons.flatMap(({ interval }) => interval ?? []);
  const ticks = ticksOver(Math.min(0, ...ends), Math.max(0, ...ends));
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const x = (share: number): number => margin + ((share - first) / (last - first)) * (wide - 2 * margin);
  return (
    <div class="wide" tabIndex={0}>
      <table class="verdicts">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">candidate</th>
            <th scope="col">against</th>
            <th scope="col">verdict</th>
            <th scope="col" class="number">
              difference
            </th>
            <th scope="col" class="number">
              examples
            </th>
            <td>
              <svg class="plot" width={wide} height={high} aria-hidden="true">
                {ticks.map((tick) => (
                  <text key={tick} x={x(tick)} y={14} text-anchor="middle">
                    {withSign(Math.round(tick * 100))}
                  </text>
                ))}
              </svg>
            </td>
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ candidate, rival, slice, verdict, n, difference, interval, points, says, isRefusal }) => (
            <tr key={`${candidate} ${rival} ${slice ?? ''}`} class={verdict.replace(' ', '-')}>
              <th scope="row">
                <Text of={candidate} />
              </th>
              <td>
                <Text of={slice === undefined ? rival : `${rival}, on ${slice}`} />
              </td>
              <td>
                <details>
                  <summary>
                    {verdict}
                    {isRefusal && ': the gate refuses'}
                  </summary>
                  <Text of={says} />
                </details>
              </td>
              <td class="number">{points ?? '–'}</td>
              <td class="number">{thousands(n)}</td>
              <td>
                <svg class="plot" width={wide} height={high} aria-hidden="true">
                  <line class="zero" x1={x(0)} x2={x(0)} y1={0} y2={high} />
                  {interval && (
                    <line class="interval" x1={x(interval[0])} x2={x(interval[1])} y1={high / 2} y2={high / 2} />
                  )}
                  {difference !== undefined && <circle class="dot" cx={x(difference)} cy={high / 2} r={4} />}
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
