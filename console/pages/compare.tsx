/** Runs, candidates and versions side by side: what differs first, what is equal folded away. */
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useMemo, useState } from 'preact/hooks';
import { plural, printable, thousands } from '../../core/wording';
import type { CurvesBeside, SideBySide } from '../../functions/console/answers';
import { Chart } from '../parts/chart';
import { Shown, useAsked } from '../parts/asked';
import { Windowed, type Window } from '../parts/windowed';
import { joined } from '../curve-lines';
import { base, comparePlace, runPlace } from '../place';

/** Pixels, as the style sheet has them. */
const [columnWide, rowHigh] = [200, 30];
/** A phone has room for a column beside the names. */
const nameWide = innerWidth < 640 ? 150 : 300;

export function ComparePage() {
  const asked = askedIn(useLocation().url);
  if (asked === undefined)
    return (
      <section>
        <h1>Compare</h1>
        <p>
          Choose <a href={`${base}runs`}>runs</a>, and compare them here.
        </p>
      </section>
    );
  return <Compared key={asked.toString()} asked={asked} />;
}

/** What is named, or the pipeline whose last runs are meant; undefined where nothing is. */
function askedIn(url: string): URLSearchParams | undefined {
  const { searchParams } = new URL(url, document.baseURI);
  const kept = [...searchParams].filter(([name]) => name === 'of' || name === 'pipeline');
  return kept.length > 0 ? new URLSearchParams(kept) : undefined;
}

function Compared({ asked }: { asked: URLSearchParams }) {
  const [isEqual, setEqual] = useState(false);
  const head = useAsked<SideBySide>(`compare?${asked}&count=0`);
  return (
    <section class="fills">
      <h1>Compare</h1>
      <Shown of={head}>
        {({ columns, different, equal }) => (
          <>
            <p>
              {plural(columns.length, 'thing')}: {plural(different, 'row')} in which they differ.{' '}
              {columns.length > 1 && (
                <button type="button" onClick={() => setEqual(!isEqual)}>
                  {isEqual ? `Show the ${different} that differ` : `Show the ${equal} that are equal in all`}
                </button>
              )}
            </p>
            <ComparedTable asked={asked} columns={columns} isEqual={isEqual || columns.length === 1} />
          </>
        )}
      </Shown>
      <LossCurves asked={asked} />
    </section>
  );
}

const nameStyle = { width: `${nameWide}px` };

type Differing = SideBySide['rows'][number];
const read = ({ total, from, rows }: SideBySide): Window<Differing> => ({ total, from, rows });

function ComparedTable({ asked, columns, isEqual }: { asked: URLSearchParams; columns: string[]; isEqual: boolean }) {
  const [{ left, width }, setView] = useState({ left: 0, width: 2000 });
  const first = Math.max(0, Math.floor(left / columnWide) - 1);
  const last = Math.ceil((left + width) / columnWide) + 1;
  const cells = (of: (column: number) => ComponentChildren, role: 'cell' | 'columnheader') =>
    columns.slice(first, last).map((name, place) => (
      <div key={name} role={role} class="compare-cell" style={{ left: `${nameWide + (first + place) * columnWide}px` }}>
        {of(first + place)}
      </div>
    ));
  return (
    <Windowed<Differing>
      path={`compare?${asked}${isEqual ? '&equal=true' : ''}`}
      read={read}
      rowHeight={rowHigh}
      label="Side by side"
      empty={<p>{isEqual ? 'They have nothing in common.' : 'There is nothing in which they differ.'}</p>}
      width={nameWide + columns.length * columnWide}
      onView={setView}
      head={
        <>
          <div class="compare-name" style={nameStyle}>
            of
          </div>
          {cells((column) => {
            const name = columns[column]!;
            return (
              <>
                <a class="cut" href={placeOf(name)} title={name}>
                  {printable(shortOf(name))}
                </a>{' '}
                <a href={comparePlace(columns.filter((each) => each !== name))} aria-label={`Without ${name}`}>
                  ×
                </a>
              </>
            );
          }, 'columnheader')}
        </>
      }
      row={({ group, name, values }) => (
        <>
          <div class="compare-name" style={nameStyle} title={name}>
            <span class="quiet">{group}</span> {printable(name)}
          </div>
          {cells((column) => {
            const value = values[column];
            if (value === null || value === undefined) return <span class="quiet">–</span>;
            return <bdi title={value}>{printable(value)}</bdi>;
          }, 'cell')}
        </>
      )}
    />
  );
}

/** RUN, CANDIDATE of RUN, or VERSION: the pipeline is seen when it is pointed at. */
function shortOf(name: string): string {
  const [run = '', candidate] = name.replace(/^[^/@]+[/@]/, '').split('/');
  return candidate === undefined ? run : `${candidate} of ${run}`;
}

function placeOf(name: string): string {
  const [pipeline = '', run = ''] = name.split('/');
  return name.includes('@') ? `${base}data` : runPlace({ pipeline, run });
}

function LossCurves({ asked }: { asked: URLSearchParams }) {
  const { answer } = useAsked<CurvesBeside>(`compare/curves?${asked}`);
  const { xs, lines } = useMemo(() => joined(answer?.curves ?? []), [answer]);
  if (!answer || answer.curves.length === 0) return null;
  const most = Math.max(...answer.curves.map(({ of }) => of));
  const drawn = Math.max(...answer.curves.map(({ points }) => points.length));
  return (
    <>
      <Chart label="Training loss by step" xs={xs} lines={lines} height={320} format={(loss) => loss.toFixed(2)} />
      {drawn < most && (
        <p class="quiet">
          Of up to {thousands(most)} points {thousands(drawn)} of each curve are drawn: those that its shape would miss
          most (largest triangle three buckets).
        </p>
      )}
    </>
  );
}
