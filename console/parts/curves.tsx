/** Curves over one axis, drawn on a canvas: loaded only where there are some. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Curve } from '../../functions/console/answers';

/** Told apart with every common kind of color blindness (Okabe and Ito 2008), on light and on dark. */
const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

const height = 320;

export function Curves({ curves }: { curves: Curve[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const names = curves.map(({ candidate, validation }) => `${candidate} ${validation.length > 0}`).join('\n');
  const points = curves.reduce((sum, { of }) => sum + of, 0);
  const data = useMemo(() => alignedOf(curves), [names, points]);
  useEffect(() => {
    const own = place.current!;
    const ink = getComputedStyle(own).color;
    const grid = { stroke: `color-mix(in srgb, ${ink} 15%, transparent)`, width: 1 };
    const axis = { stroke: ink, grid, ticks: grid };
    const drawn = new uPlot(
      {
        width: own.clientWidth,
        height,
        scales: { x: { time: false } },
        axes: [
          { ...axis, label: 'step' },
          { ...axis, label: 'loss' },
        ],
        series: [{ label: 'step' }, ...curves.flatMap((curve, at) => seriesOf(curve, colors[at % colors.length]!))],
      },
      data,
      own,
    );
    plot.current = drawn;
    const sizes = new ResizeObserver(() => drawn.setSize({ width: own.clientWidth, height }));
    sizes.observe(own);
    return () => {
      sizes.disconnect();
      drawn.destroy();
    };
  }, [names]);
  useEffect(() => {
    if (plot.current && plot.current.data !== data) plot.current.setData(data);
  }, [data]);
  return <div class="curves" ref={place} role="img" aria-label={`loss by step of ${curves.length} candidates`} />;
}

/** Validation is dashed; a candidate without a validation split has no such curve. */
const seriesOf = ({ candidate, validation }: Curve, stroke: string): uPlot.Series[] => [
  { label: candidate, stroke, width: 1.5, spanGaps: true, points: { show: false } },
  ...(validation.length > 0
    ? [{ label: `${candidate}, validation`, stroke, dash: [5, 4], spanGaps: true, points: { show: true, size: 5 } }]
    : []),
];

/** Steps that are told apart: of many curves each has others, and every curve would have a place at each of them. */
const mostSteps = 600;

/** Every step that one of them has, and what each has there. */
function alignedOf(curves: Curve[]): uPlot.AlignedData {
  const all = curves.flatMap(({ training, validation }) =>
    validation.length > 0 ? [training, validation] : [training],
  );
  const last = Math.max(0, ...all.flatMap((points) => points.at(-1)?.[0] ?? 0));
  const apart = Math.max(1, Math.ceil(last / mostSteps));
  const tables = all.map((points) => {
    const placed = new Map(points.map(([step, loss]) => [Math.round(step / apart) * apart, loss]));
    return [[...placed.keys()], [...placed.values()]] as uPlot.AlignedData;
  });
  return uPlot.join(tables);
}
