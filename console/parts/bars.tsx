/** Counts by name as bars: the largest first, what there are too many of together. */
import { plural, thousands } from '../../core/wording';
import { Text } from './text';

/** Bars of their own. */
const most = 12;
const [wide, high] = [100, 8];

export function Bars({ title, counts }: { title: string; counts: Record<string, number> }) {
  const all = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  if (all.length === 0) return null;
  const rest = all.slice(most);
  const largest = all[0]![1];
  return (
    <figure class="bars">
      <figcaption>{title}</figcaption>
      <table>
        <tbody>
          {all.slice(0, most).map(([name, count]) => (
            <tr key={name}>
              <th scope="row">
                <Text of={name} />
              </th>
              <td class="number">{thousands(count)}</td>
              <td aria-hidden="true">
                <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none">
                  <rect class="bar-filled" width={(wide * count) / largest} height={high} />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest.length > 0 && (
        <p class="quiet">
          and {plural(rest.length, 'more')} with {thousands(rest.reduce((sum, [, count]) => sum + count, 0))} together
        </p>
      )}
    </figure>
  );
}
