/** Regular expression: whether a pattern is found in an answer, whatever its reference says. */
import type { MetricKind } from './metric';

/**
 * JavaScript's, with the flags u and s besides those given; ^ and $ make it the whole answer. In a sandbox, where there is one: a
 * pattern like (a+)+$ takes longer for some answers than anybody waits.
 */
export const regex: MetricKind<{ pattern: string; flags?: string }> = {
  title: 'regular expression',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'ECMA-262, with the flags u and s',
  options: ['pattern', 'flags'],
  needs: ['pattern'],
  create: ({ pattern, flags = '' }, name, sandbox) => {
    const allFlags = [...new Set(`us${flags}`)].join('');
    const expression = new RegExp(pattern, allFlags);
    const [source, options] = [JSON.stringify(pattern), JSON.stringify(allFlags)];
    const sandboxed = sandbox?.(
      `const expression = new RegExp(${source}, ${options}); const score = (answer) => expression.test(answer);`,
      name,
    );
    return {
      measure: (answer, references) => ({
        score: sandboxed ? sandboxed(answer, references) : Number(expression.test(answer)),
      }),
    };
  },
};
