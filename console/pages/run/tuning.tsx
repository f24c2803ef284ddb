/** The candidates of a run, and how their tuning goes: the loss of each by step. */
import { useMemo, useState } from 'preact/hooks';
import { formatSeconds } from '../../../core/quantities';
import { thousands } from '../../../core/wording';
import type { Curve, Curves as CurvesAnswer, RunNow } from '../../../functions/console/answers';
import { Shown, useAsked } from '../../parts/asked';
import { loaded } from '../../parts/loaded';
import { State } from '../../parts/state';
import { Text } from '../../parts/text';
import type { TabProps } from './tab';

const Curves = loaded(() => import('../../parts/curves').then(({ Curves: drawn }) => drawn));

/** Drawn without being asked for. */
const drawnAtFirst = 6;

export function Tuning({ run, path }: TabProps) {
  const ended = run.candidates.filter(({ hasLosses }) => hasLosses).length;
  const asked = useAsked<CurvesAnswer>(`${path}/curves?count=300&of=${ended}`);
  const [chosen, setChosen] = useState<string[]>();
  if (run.candidates.length === 0) return <p class="quiet">No candidate of it is tuned.</p>;
  const drawn = chosen ?? run.candidates.slice(0, drawnAtFirst).map(({ id }) => id);
  const toggle = (id: string): void =>
    setChosen(drawn.includes(id) ? drawn.filter((other) => other !== id) : [...drawn, id]);
  return (
    <>
      <Candidates run={run} drawn={drawn} toggle={toggle} />
      <Shown of={asked}>{({ curves }) => <Losses run={run} curves={curves} drawn={drawn} />}</Shown>
    </>
  );
}

function Candidates({ run, drawn, toggle }: { run: RunNow; drawn: string[]; toggle: (id: string) => void }) {
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <caption>Candidates</caption>
        <thead>
          <tr>
            <th scope="col">drawn</th>
            <th scope="col">candidate</th>
            <th scope="col">base</th>
            <th scope="col">state</th>
            <th scope="col" class="number">
              time
            </th>
            <th scope="col">how it is</th>
          </tr>
        </thead>
        <tbody>
          {run.candidates.map(({ id, base, state, seconds, says }) => (
            <tr key={id}>
              <td>
                <input
                  type="checkbox"
                  aria-label={`draw ${id}`}
                  checked={drawn.includes(id)}
                  onChange={() => toggle(id)}
                />
              </td>
              <th scope="row">
                <Text of={id} />
              </th>
              <td>{base}</td>
              <td>
                <State of={state} />
              </td>
              <td class="number">{seconds === undefined ? '' : formatSeconds(seconds)}</td>
              <td>
                <Text of={says} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Losses({ run, curves, drawn }: { run: RunNow; curves: Curve[]; drawn: string[] }) {
  const told = useLive(run, curves);
  const shown = told.filter(({ candidate }) => drawn.includes(candidate));
  const points = shown.reduce((sum, { training, validation }) => sum + training.length + validation.length, 0);
  const all = shown.reduce((sum, { of }) => sum + of, 0);
  return (
    <section aria-label="Losses">
      <h2>Loss by step</h2>
      {points === 0 ? <p class="quiet">None is known yet.</p> : <Curves curves={shown} />}
      {points < all && (
        <p class="quiet">
          {thousands(points)} of {thousands(all)} points are drawn, by which the shapes are kept.
        </p>
      )}
      {shown.map(
        ({ candidate, says }) =>
          says && (
            <p key={candidate} class="quiet">
              <Text of={`${candidate}: ${says}`} />
            </p>
          ),
      )}
    </section>
  );
}

/** What was asked for once, with what the live view has told of each candidate since. */
function useLive({ candidates }: RunNow, curves: Curve[]): Curve[] {
  const told = useMemo(() => new Map(curves.map((curve) => [curve.candidate, curve])), [curves]);
  for (const { id, progress } of candidates) {
    if (progress?.loss === undefined) continue;
    const known = told.get(id) ?? { candidate: id, training: [], validation: [], of: 0 };
    if ((known.training.at(-1)?.[0] ?? -1) >= progress.done) continue;
    told.set(id, { ...known, training: [...known.training, [progress.done, progress.loss]], of: known.of + 1 });
  }
  return [...told.values()];
}
