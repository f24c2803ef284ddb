/** The power curves as a picture that is read on a light page and on a dark one. */

export interface Curve {
  name: string;
  /** By the size of the change, the share of times that it is called drift. */
  points: { size: number; called: number }[];
}

const [width, height] = [760, 360];
/** Room for the names of the axes. */
const [left, bottom, top, right] = [56, 48, 16, 276];
/** As dark as light: both pages are far from them. */
const [ink, faint] = ['#7d8590', '#7d859055'];
const colours = ['#1f883d', '#cf222e', '#bf8700', '#8250df'];

export function chartOf(curves: readonly Curve[]): string {
  const sizes = curves[0]!.points.map(({ size }) => size);
  const most = Math.max(...sizes);
  const x = (size: number) => round(left + (size / most) * (width - left - right));
  const y = (share: number) => round(height - bottom - share * (height - bottom - top));
  const text = (at: [number, number], words: string, more = '') =>
    `<text x="${at[0]}" y="${at[1]}" fill="${ink}"${more}>${escaped(words)}</text>`;
  const rows = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<path d="M${left} ${y(share)}H${width - right}" stroke="${faint}"/>`,
    text([left - 8, y(share) + 4], `${100 * share} %`, ' text-anchor="end"'),
  ]);
  const columns = sizes.map((size) =>
    text([x(size), height - bottom + 20], String(Math.round(100 * size)), ' text-anchor="middle"'),
  );
  const lines = curves.flatMap(({ name, points }, at) => {
    const colour = colours[at % colours.length]!;
    const path = points.map(({ size, called }, point) => `${point ? 'L' : 'M'}${x(size)} ${y(called)}`).join('');
    const legend = top + 14 + at * 24;
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${at === 0 ? 3 : 2}"/>`,
      ...points.map(({ size, called }) => `<circle cx="${x(size)}" cy="${y(called)}" r="3" fill="${colour}"/>`),
      `<path d="M${width - right + 14} ${legend - 4}h16" stroke="${colour}" stroke-width="3"/>`,
      text([width - right + 36, legend], name),
    ];
  });
  const axis = 'points of all requests that one intent gains';
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    '<title>How often a change is called drift within 200 requests</title>',
    ...rows,
    ...columns,
    text([round((left + width - right) / 2), height - 8], axis, ' text-anchor="middle"'),
    ...lines,
    '</svg>',
  ].join('\n')}\n`;
}

const round = (pixels: number): number => Number(pixels.toFixed(1));

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
