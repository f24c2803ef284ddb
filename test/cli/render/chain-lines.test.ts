import { expect, test } from '@jest/globals';
import { chainLines, type ToldSpan } from '../../../cli/render/chain-lines';

const span: ToldSpan = {
  step: 'kind',
  kind: 'classify',
  model: 'gemini-3.5-flash-lite',
  started_ms: 0,
  ms: 412,
  attempts: 1,
  questions: 1,
  input_tokens: 118,
  output_tokens: 2,
  price: 0.00004,
  outcome: 'done',
};

test('the steps of a chain are told a line each, with what they cost and what took their place', () => {
  const own: ToldSpan = {
    ...span,
    step: 'summary',
    kind: 'answer',
    started_ms: 420,
    ms: 1900,
    attempts: 2,
    outcome: 'replaced',
    instead: 'a text',
  };
  const off: ToldSpan = {
    ...span,
    step: 'urgent',
    kind: 'ask',
    started_ms: 2400,
    ms: 0,
    input_tokens: 0,
    output_tokens: 0,
    outcome: 'off',
  };
  const run: ToldSpan = { ...span, step: 'clean', kind: 'run', outcome: 'late' };
  for (const free of [off, run]) delete free.price;
  for (const each of [run]) Object.assign(each, { input_tokens: 0, output_tokens: 0, model: undefined });
  expect(chainLines([span, own, off, run])).toEqual([
    'kind      classify   at 0.0 s   0.4 s   120 tokens · $0.000040   gemini-3.5-flash-lite',
    'summary   answer     at 0.4 s   1.9 s   120 tokens · $0.000040   failed at attempt 2: a text took its place',
    'urgent    ask        at 2.4 s                                    not on the route',
    'clean     run        at 0.0 s   0.4 s                            late',
  ]);
});

test('a step that searches says how often', () => {
  expect(chainLines([{ ...span, queries: 2 }])[0]).toContain('120 tokens · searched 2 times · $0.000040');
});

test('without a chain there is no line', () => {
  expect(chainLines()).toEqual([]);
});
