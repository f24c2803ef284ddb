/** The stages of a run in their order, each as long as it took. */
import { formatSeconds, formatTimeLeft } from '../../../core/quantities';
import type { RunNow } from '../../../functions/console/answers';
import { State } from '../../parts/state';
import { Text } from '../../parts/text';

export function Stages({ stages }: Pick<RunNow, 'stages'>) {
  const longest = Math.max(1, ...stages.map(({ seconds = 0 }) => seconds));
  return (
    <ol class="timeline" aria-label="Stages">
      {stages.map(({ name, state, says, seconds, progress }) => (
        <li key={name} class={state}>
          <span class="name">{name}</span>
          <State of={state} />
          <span class="number">{seconds === undefined ? '' : formatSeconds(seconds)}</span>
          <span class="bar-room" aria-hidden="true">
            <span class="bar-filled" style={{ width: `${(100 * (seconds ?? 0)) / longest}%` }} />
          </span>
          <span class="says">
            {says !== state && <Text of={says} />}
            {progress && (
              <progress
                value={progress.done}
                max={progress.total}
                aria-label={`${name}: ${progress.secondsLeft === undefined ? 'under way' : formatTimeLeft(progress.secondsLeft)}`}
              />
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
