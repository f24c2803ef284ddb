/** Held-out examples, however many: what was asked, what was wanted, what each model said, and what is different in it. */
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { subjectTitle } from '../../../core/naive';
import { inline, thousands } from '../../../core/wording';
import type { ExampleWindow, ShownExample } from '../../../functions/console/answers';
import { Shown, useAsked } from '../../parts/asked';
import { Text } from '../../parts/text';
import { Windowed, type Window } from '../../parts/windowed';
import { runPlace } from '../../place';
import type { TabProps } from './tab';
import { Example } from './example';

const read = ({ total, from, examples }: ExampleWindow): Window<ShownExample> => ({ total, from, rows: examples });

export function HeldOut({ run, path }: TabProps) {
  const isDone = run.stages.some(({ name, state }) => name === 'evaluate' && state === 'succeeded');
  const asked = useAsked<ExampleWindow>(`${path}/examples?count=0&of=${isDone}`);
  return <Shown of={asked}>{(known) => <Browser run={run} path={path} known={known} />}</Shown>;
}

function Browser({ run, path, known: { subjects, metrics } }: TabProps & { known: ExampleWindow }) {
  const { query, route } = useLocation();
  const tuned = run.deployed?.champion ?? run.candidates.find(({ id }) => subjects.includes(id))?.id;
  const { better = tuned ?? subjects[0] ?? '', than = 'base', metric = metrics[0] ?? '', order = '' } = query;
  const [opened, setOpened] = useState<number>();
  const sorting = order && `&better=${encodeURIComponent(better)}&than=${encodeURIComponent(than)}`;
  const chosen = order === 'worse' ? `&better=${encodeURIComponent(than)}&than=${encodeURIComponent(better)}` : sorting;
  const place = `${path}/examples?longest=200${chosen}&metric=${encodeURIComponent(metric)}`;
  const choose = (more: Record<string, string>): void => {
    setOpened(undefined);
    const next = new URLSearchParams({ better, than, metric, ...(order && { order }), ...more });
    route(`${runPlace(run)}/examples?${next}`, true);
  };
  return (
    <>
      <p class="choices">
        <Choice label="Candidate" value={better} of={subjects} onChoose={(next) => choose({ better: next })} />
        <Choice label="against" value={than} of={subjects} onChoose={(next) => choose({ than: next })} />
        <Choice label="by" value={metric} of={metrics} onChoose={(next) => choose({ metric: next })} />
        <label>
          order{' '}
          <select value={order} onChange={({ currentTarget }) => choose({ order: currentTarget.value })}>
            <option value="">as they were asked</option>
            <option value="better">its gains first</option>
            <option value="worse">its losses first</option>
          </select>
        </label>
      </p>
      <Windowed<ShownExample>
        path={place}
        read={read}
        rowHeight={52}
        label="Examples"
        empty={<p>There is none.</p>}
        row={(example, at) => (
          <button
            type="button"
            class="example-row"
            aria-expanded={at === opened}
            onClick={() => setOpened(at === opened ? undefined : at)}
          >
            <span class="number quiet">{thousands(example.line)}</span>
            <span class="asked">
              <Text of={inline(example.prompt.text)} />
            </span>
            <Scores example={example} {...{ better, than, metric }} />
          </button>
        )}
      />
      {opened !== undefined && <Example place={place.replace('longest=200', '')} at={opened} {...{ better, than }} />}
    </>
  );
}

function Scores({
  example,
  better,
  than,
  metric,
}: {
  example: ShownExample;
  better: string;
  than: string;
  metric: string;
}) {
  const [own, other] = [better, than].map((subject) => example.answers[subject]?.scores[metric]);
  return (
    <span class="number">
      {own?.toFixed(2) ?? '–'} <span class="quiet">against {other?.toFixed(2) ?? '–'}</span>
    </span>
  );
}

function Choice(props: { label: string; value: string; of: string[]; onChoose: (value: string) => void }) {
  const { label, value, of, onChoose } = props;
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {of.map((each) => (
          <option key={each} value={each}>
            {subjectTitle(each)}
          </option>
        ))}
      </select>
    </label>
  );
}
