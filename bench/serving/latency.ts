/** What each adds to an answer, to one caller and to ten at once. In turns, so that a busy machine is busy for all alike. */
import type { Figure } from '../figure';
import { ask, callerOf, load, quantile, type Caller } from './load';
import type { Target } from './target';

export interface Turns {
  turns: number;
  /** Of each turn: answers to one caller, streams to one caller, seconds of ten callers. */
  answers: number;
  streams: number;
  seconds: number;
}

export const callers = 10;

/** What one of them came to in all turns. */
interface Measured {
  name: string;
  alone: number[];
  firstPieces: number[];
  together: number[];
  /** Answers to ten callers in each second. */
  rates: number[];
  /** Of all answers. */
  ids: string[];
}

const nothing = (name = ''): Measured => ({ name, alone: [], firstPieces: [], together: [], rates: [], ids: [] });

/** @param targets the model that stands behind the others first: what an answer takes without them */
export async function measure(targets: Target[], { turns, answers, streams, seconds }: Turns): Promise<Measured[]> {
  const measured = targets.map((target) => ({
    one: callerOf(target, 1),
    ten: callerOf(target, callers),
    of: nothing(target.name),
  }));
  const turn = async (
    one: Caller,
    ten: Caller,
    of: Measured,
    size: { answers: number; streams: number; seconds: number },
  ) => {
    const alone = await load(one, 1, { answers: size.answers });
    of.alone.push(...alone.latencies);
    for (let n = 0; n < size.streams; n++) of.firstPieces.push((await ask(one, true)).first);
    const together = await load(ten, callers, { seconds: size.seconds });
    of.together.push(...together.latencies);
    of.rates.push(together.latencies.length / together.seconds);
    of.ids.push(...alone.ids, ...together.ids);
  };
  // What is compiled while it runs, and opens its connections, is warm by then.
  for (const { one, ten } of measured) await turn(one, ten, nothing(), { answers: 1000, streams: 50, seconds: 3 });
  for (let n = 0; n < turns; n++)
    for (const { one, ten, of } of measured) await turn(one, ten, of, { answers, streams, seconds });
  return measured.map(({ of }) => of);
}

const median = (values: number[]): number => quantile(values, 0.5);

/** Of each but the model: what it adds, and how the first of them stands to the second. */
export function latencyFigures([model, serve, other]: Measured[]): Figure[] {
  const added = (of: Measured, what: 'alone' | 'firstPieces'): number => median(of[what]) - median(model![what]);
  const both = (
    name: string,
    unit: string,
    value: (of: Measured) => number,
    judge: (own: number, ratio: number) => string | undefined,
  ): Figure[] => {
    const [own, others] = [value(serve!), value(other!)];
    const ratio = own / others;
    return [
      { name: `${name}, ${serve!.name}`, value: own, unit, ratio, against: other!.name, problem: judge(own, ratio) },
      { name: `${name}, ${other!.name}`, value: others, unit },
    ];
  };
  const unless = (holds: boolean, promise: string): string | undefined => (holds ? undefined : `not ${promise}`);
  return [
    { name: 'the model itself, p50', value: median(model!.alone), unit: 'ms' },
    ...both(
      'added, p50',
      'ms',
      (of) => added(of, 'alone'),
      (own, ratio) => unless(own < 1 && ratio <= 0.5, 'below 1 ms and at most half of the other'),
    ),
    ...both(
      'added to the first piece, p50',
      'ms',
      (of) => added(of, 'firstPieces'),
      (own) => unless(own < 1, 'below 1 ms'),
    ),
    ...both(
      `${callers} callers`,
      'answers/s',
      (of) => median(of.rates),
      (_, ratio) => unless(ratio >= 2, 'twice the other'),
    ),
    ...both(
      `${callers} callers, p99`,
      'ms',
      (of) => quantile(of.together, 0.99),
      (_, ratio) => unless(ratio <= 0.5, 'at most half of the other'),
    ),
  ];
}
