/** What the functions have said of a run, the newest first: by stage and severity, as long a log as there is, and following. */
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { stageNames } from '../../../core/stages';
import { inline } from '../../../core/wording';
import type { LogEntry, LogPage } from '../../../functions/console/answers';
import { Text } from '../../parts/text';
import { Windowed, type Window } from '../../parts/windowed';
import { runPlace } from '../../place';
import type { TabProps } from './tab';

const severities = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];
const size = 500;
/** The log is asked no more often, in milliseconds. */
const interval = 5_000;

export function Logs({ run, path }: TabProps) {
  const { query, route } = useLocation();
  const { stage = '', severity = '' } = query;
  const [opened, setOpened] = useState<LogEntry>();
  const [isFollowing, setFollowing] = useState(true);
  const round = useRounds(isFollowing && run.status === 'running');
  const asked = new URLSearchParams({ ...(stage && { stage }), ...(severity && { severity }) });
  const choose = (more: Record<string, string>): void => {
    const next = new URLSearchParams({ ...(stage && { stage }), ...(severity && { severity }), ...more });
    for (const [name, value] of Object.entries(more)) if (value === '') next.delete(name);
    route(`${runPlace(run)}/logs${next.size > 0 ? `?${next}` : ''}`, true);
  };
  const pages = usePages(`${path}/logs?${asked}`);
  return (
    <>
      <p class="choices">
        <Choice label="Stage" value={stage} of={stageNames} onChoose={(next) => choose({ stage: next })} />
        <Choice label="At least" value={severity} of={severities} onChoose={(next) => choose({ severity: next })} />
        {run.status === 'running' && (
          <label>
            <input
              type="checkbox"
              checked={isFollowing}
              onChange={({ currentTarget }) => setFollowing(currentTarget.checked)}
            />{' '}
            follow
          </label>
        )}
      </p>
      <Windowed<LogEntry>
        {...pages}
        size={size}
        version={round}
        rowHeight={26}
        label="Log, the newest first"
        empty={<p>Nothing was said.</p>}
        row={(entry) => (
          <button type="button" class="log-row" onClick={() => setOpened(entry)}>
            <time class="quiet">{entry.time.slice(11, 23)}</time>
            <span class={`severity ${entry.severity}`}>{entry.severity.toLowerCase()}</span>
            <span class="quiet">{entry.stage}</span>
            <Text of={inline(lineOf(entry))} />
          </button>
        )}
      />
      {opened && (
        <section class="opened" aria-label="Entry">
          <button type="button" onClick={() => setOpened(undefined)}>
            Close
          </button>
          <pre>
            <Text of={JSON.stringify(opened, null, 2).slice(0, 100_000)} />
          </pre>
        </section>
      )}
    </>
  );
}

interface Moving {
  progress?: { done: number; total: number; unit: string; loss?: number };
}

/** The beginning of what was said, and how far the work was. */
function lineOf({ message, ...entry }: LogEntry): string {
  const { progress } = entry as Moving;
  const moved = progress && `${progress.done} of ${progress.total} ${progress.unit}`;
  const loss = progress?.loss === undefined ? '' : `loss ${progress.loss.toFixed(2)}`;
  return [message.slice(0, 400), moved, loss].filter(Boolean).join(' · ');
}

/** Each page says what the next one is asked by: so many rows are known as have been asked for, and one more where there are more. */
function usePages(path: string) {
  return useMemo(() => {
    const tokens: (string | undefined)[] = [];
    let known = 0;
    return {
      path,
      windowPath: (number: number) => {
        const token = tokens[number];
        return `${path}&count=${size}${token === undefined ? '' : `&token=${encodeURIComponent(token)}`}`;
      },
      read: ({ entries, next }: LogPage, number: number): Window<LogEntry> => {
        tokens[number + 1] = next;
        const reached = number * size + entries.length + (next === undefined ? 0 : 1);
        // The newest page anew: what comes after it has moved.
        known = number === 0 ? reached : Math.max(known, reached);
        return { total: known, from: number * size, rows: entries };
      },
    };
  }, [path]);
}

function useRounds(isFollowing: boolean): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!isFollowing) return undefined;
    const timer = setInterval(() => setRound((n) => n + 1), interval);
    return () => clearInterval(timer);
  }, [isFollowing]);
  return round;
}

function Choice(props: { label: string; value: string; of: readonly string[]; onChoose: (value: string) => void }) {
  const { label, value, of, onChoose } = props;
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        <option value="">all</option>
        {of.map((each) => (
          <option key={each} value={each}>
            {each.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}
