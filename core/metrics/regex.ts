/** Regular expression: whether a pattern is found in an answer, whatever its reference says. */
import type { MetricKind } from './metric';

/** JavaScript's, with the flags u and s besides those given; ^ and $ make it the whole answer. */
export const regex: MetricKind<{ pattern: string; flags?: string }> = {
  title: 'regular expression',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'ECMA-262, with the flags u and s',
  options: ['pattern', 'flags'],
  needs: ['pattern'],
  create: ({ pattern, flags = '' }) => {
    const expression = new RegExp(pattern, [...new Set(`us${flags}`)].join(''));
    return { measure: (answer) => ({ score: expression.test(answer) ? 1 : 0 }) };
  },
};
