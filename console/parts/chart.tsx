/** A chart of lines over time or steps, with its thresholds drawn in; what is not known is a gap, and no zero. */
import type uPlot from 'uplot';
import { useEffect, useRef } from 'preact/hooks';
import type { Line } from '../line';

export interface ChartProps {
  /** What it shows, for those who do not see it as well. */
  label: string;
  /** Seconds since 1970 where it is time. */
  xs: number[];
  lines: Line[];
  isTime?: boolean;
  format: (value: number) => string;
  height?: number;
}

export function Chart(props: ChartProps) {
  const { label, xs, lines } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current!;
    let isGone = false;
    let plot: uPlot | undefined;
    const draw = async (): Promise<void> => {
      const { default: Plot } = await import('uplot');
      if (isGone) return;
      plot?.destroy();
      plot = new Plot(
        optionsOf(props, host, Plot),
        [xs, ...lines.map(({ values }) => values)] as uPlot.AlignedData,
        host,
      );
    };
    void draw();
    const sizes = new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: plot.height }));
    sizes.observe(host);
    // What is drawn on a canvas keeps the colors of when it was drawn.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => void draw();
    scheme.addEventListener('change', redraw);
    return () => {
      isGone = true;
      sizes.disconnect();
      scheme.removeEventListener('change', redraw);
      plot?.destroy();
    };
  }, [xs, lines]);
  return (
    <figure class="chart">
      <figcaption>
        {label}
        {lines.length <= mostNamed && <Key lines={lines} />}
      </figcaption>
      <div ref={place} role="img" aria-label={`${label}: ${lines.map(({ name }) => name).join(', ')}`} />
      {lines.length > mostNamed && (
        <details>
          <summary>{lines.length} lines</summary>
          <Key lines={lines} />
        </details>
      )}
    </figure>
  );
}

/** The key of more is folded away: whoever looks at them all looks at their shape. */
const mostNamed = 12;

const Key = ({ lines }: { lines: Line[] }) => (
  <span class="quiet">
    {lines.map(({ name, tone, isThreshold }, index) => (
      <span key={name} class="series" style={{ '--series': tone ? `var(${tone})` : colorOf(index, lines.length) }}>
        <i aria-hidden="true" class={isThreshold ? 'threshold' : ''} /> {name}
      </span>
    ))}
  </span>
);

/** Evenly around the wheel, and as light as either scheme needs. */
const colorOf = (index: number, count: number): string =>
  `oklch(from var(--ink) clamp(0.45, l, 0.8) 0.14 ${Math.round((360 * index) / count)})`;

function optionsOf(
  { lines, isTime = false, format, height = 180 }: ChartProps,
  host: HTMLElement,
  Plot: typeof uPlot,
): uPlot.Options {
  const resolved = resolver(host);
  const [ink, grid] = [resolved('var(--quiet)'), resolved('var(--line)')];
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    width: host.clientWidth,
    height,
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    // Of many lines the nearest points are not looked for at each move.
    cursor: lines.length <= mostNamed ? { points: { size: 6 } } : { show: false },
    scales: { x: { time: isTime }, y: { range: (_, least, most) => [Math.min(0, least), most > 0 ? most * 1.1 : 1] } },
    axes: [
      isTime ? { ...axis, values: (_, ticks) => ticks.map(hourOrDay) } : axis,
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => format(tick)) },
    ],
    series: [
      {},
      ...lines.map(({ name, tone, isThreshold }, index): uPlot.Series => ({
        label: name,
        stroke: resolved(tone ? `var(${tone})` : colorOf(index, lines.length)),
        width: 1.5,
        ...(isThreshold && { dash: [6, 4] }),
        points: { show: !isThreshold && lines.length <= mostNamed, size: 5, filter: alone },
      })),
    ],
  };
}

/** In UTC, as all times here: 11-29 at midnight, 08:00 else. */
function hourOrDay(seconds: number): string {
  const at = new Date(seconds * 1000).toISOString();
  return at.slice(11, 16) === '00:00' ? at.slice(5, 10) : at.slice(11, 16);
}

/** Points between two gaps, of which no line is drawn. */
const alone: uPlot.Series.Points.Filter = (plot, series) => {
  const values = Array.from<number | null | undefined>(plot.data[series]!);
  const isGap = (place: number): boolean => place < 0 || place >= values.length || values[place] === null;
  return values.flatMap((value, place) => (value != null && isGap(place - 1) && isGap(place + 1) ? [place] : []));
};

/** A canvas knows no variables: what the style sheet makes of them. */
function resolver(host: HTMLElement): (color: string) => string {
  return (color) => {
    const probe = document.createElement('i');
    probe.style.color = color;
    host.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
}
