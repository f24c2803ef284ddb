import { expect, test } from '@jest/globals';
import { traceLines } from '../../../cli/render/trace-lines';

const span = (spanId: string, name: string, from: string, to: string, more: object = {}) => ({
  spanId,
  name,
  kind: 'SPAN_KIND_UNSPECIFIED',
  startTime: `2026-11-29T10:00:0${from}Z`,
  endTime: `2026-11-29T10:00:0${to}Z`,
  labels: {},
  ...more,
});

test('a trace is a tree of its spans, each with its begin, its time and how it ended', () => {
  const spans = [
    // Its own parent is the caller's, and not here.
    span('1', 'POST /v1/x', '0.000000000', '1.250000000', {
      parentSpanId: '99',
      labels: { 'http.response.status_code': '200' },
    }),
    span('2', 'invoke_workflow x', '0.001250000', '1.249000000', { parentSpanId: '1' }),
    span('4', 'step late', '0.500000000', '0.600000000', { parentSpanId: '2', labels: { 'error.type': 'late' } }),
    span('3', 'chat m', '0.002000000', '0.052500000', {
      parentSpanId: '2',
      labels: {
        'gen_ai.usage.input_tokens': '9',
        'gen_ai.usage.output_tokens': '5',
        'gen_ai.response.finish_reasons': 'stop',
      },
    }),
  ];
  expect(traceLines(spans)).toEqual([
    'POST /v1/x            at 0.0 ms   1250 ms   200',
    '  invoke_workflow x   at 1.3 ms   1248 ms',
    '    step late         at 500 ms    100 ms   error late',
    '    chat m            at 2.0 ms   50.5 ms   9 tokens in, 5 out · stop',
  ]);
});

test('spans that stand alone are all at the top', () => {
  const alone = [span('1', 'a', '0.000000000', '0.000000000'), span('2', 'b', '0.000000000', '0.000100000')];
  expect(traceLines(alone)).toEqual(['a   at 0.0 ms   0.0 ms', 'b   at 0.0 ms   0.1 ms']);
});
