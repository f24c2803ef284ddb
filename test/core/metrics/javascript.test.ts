import { expect, test } from '@jest/globals';
import { definitionOf, metricProblem, metricsOf } from '../../../core/metrics';

test('an own metric scores what the sandbox makes of its code', () => {
  const entry = { metric: 'javascript' as const, code: 'half', name: 'own' };
  const [metric] = metricsOf([entry], (code, name) => () => (code === 'half' && name === 'own' ? 0.5 : 0));
  expect(metric!.measure('a', ['b'])).toEqual({ score: 0.5 });
});

test('who only reads its numbers needs no sandbox', () => {
  expect(metricsOf([{ metric: 'javascript', code: 'half', name: 'own', better: 'lower' }])[0]).toMatchObject({
    name: 'own',
    better: 'lower',
  });
  expect(definitionOf({ metric: 'javascript', code: 'half' }).better).toBe('higher');
});

test.each([
  [{ file: 'a.js' }, undefined],
  [{ code: 'a' }, undefined],
  [{}, 'javascript cannot be made of its options: it has either a file or its code'],
  [{ file: 'a.js', code: 'a' }, 'javascript cannot be made of its options: it has either a file or its code'],
])('with %j its problem is %j', (options, problem) => {
  expect(metricProblem({ metric: 'javascript', ...options })).toBe(problem);
});
