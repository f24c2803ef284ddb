/** How much memory a process takes from one minute to the next while it answers. */
import { readFileSync } from 'node:fs';
import type { Figure } from '../figure';
import { callerOf, load } from './load';
import type { Target } from './target';

const callers = 4;
/** Share of the time after which what grows once, and stays, has grown. */
const warm = 0.4;
/** MiB in a minute. */
const most = 1;

/** @param minutes of the whole run. The trend is that of the least in each tenth of what is left: garbage that waits is none. */
export async function growthFigures(target: Target, minutes: number): Promise<Figure[]> {
  const caller = callerOf(target, callers);
  const began = Date.now();
  const samples: { minute: number; mebibytes: number }[] = [];
  const look = setInterval(() => {
    samples.push({ minute: (Date.now() - began) / 60_000, mebibytes: residentMebibytes(target.pid!) });
  }, 250);
  const { latencies } = await load(caller, callers, { seconds: minutes * 60 }).finally(() => clearInterval(look));
  caller.agent.destroy();
  const rest = samples.filter(({ minute }) => minute > warm * minutes);
  const tenth = Math.ceil(rest.length / 10);
  const least = Array.from({ length: 10 }, (_, n) => rest.slice(n * tenth, (n + 1) * tenth))
    .filter(({ length }) => length > 0)
    .map((part) => part.toSorted((a, b) => a.mebibytes - b.mebibytes)[0]!);
  const growth = slope(least);
  return [
    { name: `answers in ${minutes} minutes`, value: latencies.length, unit: '' },
    { name: 'memory at the end', value: samples.at(-1)!.mebibytes, unit: 'MiB' },
    {
      name: 'growth of memory once it is warm',
      value: growth,
      unit: 'MiB/min',
      problem: growth < most ? undefined : `not below ${most} MiB a minute`,
    },
  ];
}

function residentMebibytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Of the line that lies nearest by least squares. */
function slope(points: { minute: number; mebibytes: number }[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(({ minute }) => minute)), mean(points.map(({ mebibytes }) => mebibytes))];
  const covariance = points.reduce((sum, one) => sum + (one.minute - x) * (one.mebibytes - y), 0);
  return covariance / points.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
}
