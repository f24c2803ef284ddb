/** That a chain ends before serve does, however often its steps are tried. */
import { slowestWay } from '../../core/chain/limits';
import { longestAnswer } from '../../core/functions';
import type { ChainContext } from './context';

/** Of a chain without circles. */
export function checkLimits({ chain, complain }: ChainContext): void {
  const { seconds, steps } = slowestWay(chain);
  if (seconds <= longestAnswer) return;
  const slowest = steps.toSorted((a, b) => chain.steps[b]!.timeLimit - chain.steps[a]!.timeLimit)[0]!;
  complain(
    ['steps', slowest, 'timeLimit'],
    `the way ${steps.join(' → ')} may take ${Math.round(seconds)} s with all attempts, and an answer ${longestAnswer}: lower the limit of ${slowest}, or ask for fewer attempts`,
  );
}
