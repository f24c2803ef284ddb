/** How long a chain may take: the longest way from its input to its output, by the limits of its steps. */
import type { ChainSpec, ChainStep } from '../../schemas/generated/types';
import { waitsFor } from './graph';
import { stepsIn } from './wiring';

/** Seconds before a step is tried again: half of one, then twice as long each time. */
export const pauseBefore = (attempt: number): number => (attempt > 1 ? 0.5 * 2 ** (attempt - 2) : 0);

/** Seconds of all attempts of a step, and of another model after them, its pauses included. */
function mostSeconds({ timeLimit, attempts, fallback }: Pick<ChainStep, 'timeLimit' | 'attempts' | 'fallback'>) {
  const own = Array.from({ length: attempts }, (_, n) => timeLimit + pauseBefore(n + 1));
  return own.reduce((sum, each) => sum + each, 0) + (fallback?.model === undefined ? 0 : timeLimit);
}

export interface Way {
  seconds: number;
  steps: string[];
}

/** The slowest way through a chain without circles: with it all other steps are done. */
export function slowestWay({ steps, output }: ChainSpec): Way {
  const known = new Map<string, Way>();
  const slowest = (names: string[]): Way =>
    names.map(endOf).reduce((a, b) => (b.seconds > a.seconds ? b : a), { seconds: 0, steps: [] });
  const endOf = (name: string): Way => {
    const found = known.get(name);
    if (found) return found;
    const step = steps[name]!;
    const { step: instead } = step.fallback ?? {};
    // What takes its place begins when it has failed, and may wait for others then.
    const before = slowest(waitsFor(name, steps));
    const own = { seconds: before.seconds + mostSeconds(step), steps: [...before.steps, name] };
    const after = instead === undefined ? undefined : endOf(instead);
    const way = after ? { seconds: own.seconds + after.seconds, steps: [...own.steps, ...after.steps] } : own;
    known.set(name, way);
    return way;
  };
  return slowest(stepsIn(output));
}
