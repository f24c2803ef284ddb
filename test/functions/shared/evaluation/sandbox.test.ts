import { describe, expect, test } from '@jest/globals';
import { metricsOf, type MetricEntry } from '../../../../core/metrics';
import { sandboxFor } from '../../../../functions/shared/evaluation/sandbox';

async function scoreOf(code: string, answer: string, ...references: string[]): Promise<number> {
  const entries: MetricEntry[] = [{ metric: 'javascript', code, name: 'own' }];
  const [metric] = metricsOf(entries, await sandboxFor(entries));
  return metric!.measure(answer, references).score;
}

describe("a pipeline's own metric", () => {
  test.each([
    ['function score(answer, references) { return references.includes(answer) ? 1 : 0; }', '👍🏽 "ja"', 1],
    ['const score = (answer, [reference]) => answer === reference;', '👍🏽 "ja"', 1],
    ['const score = (answer) => answer.length / 10;', 'abcd', 0.4],
  ])('%s scores %j with %d', async (code, answer, score) => {
    expect(await scoreOf(code, answer, '👍🏽 "ja"')).toBe(score);
  });

  test.each([
    ['throws', 'function score() { throw new Error("no"); }', 'it fails: no'],
    ['never ends', 'function score() { for (;;); }', 'it takes too long'],
    ['never ends before it is asked', 'for (;;);', 'it takes too long'],
    ['takes all memory', 'function score() { const all = []; for (;;) all.push([all]); }', 'it fails: '],
    [
      'never ends within one step',
      'function score() { return [].indexOf.call({ length: 2 ** 53 - 1 }, 1); }',
      'it takes too long',
    ],
    ['has no end of calls', 'function score() { return score(); }', 'it fails: '],
    ['says a text', 'function score() { return "good"; }', 'it says null, which is no number from 0 to 1'],
    ['says too much', 'function score() { return 2; }', 'it says 2, which is no number from 0 to 1'],
    ['is none', 'const other = 1;', "it fails: 'score' is not defined"],
    ['looks for a process', 'function score() { return process.pid; }', "it fails: 'process' is not defined"],
    ['looks for a file', 'const fs = require("fs"); const score = () => 1;', "it fails: 'require' is not defined"],
    ['looks at a clock', 'function score() { return Date.now(); }', "it fails: 'Date' is not defined"],
    ['draws lots', 'function score() { return Math.random(); }', 'it fails: not a function'],
  ])('that %s is not measured', async (_, code, reason) => {
    await expect(scoreOf(code, 'a', 'b')).rejects.toThrow(`the metric own cannot be measured: ${reason}`);
  });

  test('is asked with as much time for each answer', async () => {
    const code = 'const score = () => { for (let i = 0; i < 1e6; i++); return 1; };';
    const entries: MetricEntry[] = [{ metric: 'javascript', code }];
    const [metric] = metricsOf(entries, await sandboxFor(entries));
    for (let answer = 0; answer < 30; answer++) expect(metric!.measure('a', ['b']).score).toBe(1);
  });
});

describe('a pattern', () => {
  const measured = async (pattern: string, answer: string) => {
    const entries: MetricEntry[] = [{ metric: 'regex', pattern, flags: 'i', name: 'digits' }];
    const [metric] = metricsOf(entries, await sandboxFor(entries));
    return metric!.measure(answer, ['']).score;
  };

  test.each([
    ['^\\d+$', '88121', 1],
    ['^\\p{Script=Han}+$', '退款', 1],
    ['^ORDER "', 'order "8"', 1],
    ['^\\d+$', 'none', 0],
  ])('%s in %j is %d', async (pattern, answer, score) => {
    expect(await measured(pattern, answer)).toBe(score);
  });

  test('that goes over an answer without end is not measured', async () => {
    const answer = `${'a'.repeat(40)}!`;
    await expect(measured('^(a+)+$', answer)).rejects.toThrow(
      'the metric digits cannot be measured: it takes too long',
    );
  });
});

test('without one there is no sandbox to wait for', async () => {
  expect(await sandboxFor(['exactMatch', { metric: 'rouge1', stem: true }])).toBeUndefined();
});
