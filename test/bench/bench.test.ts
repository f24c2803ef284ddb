import { describe, expect, test } from '@jest/globals';
import { formatValue } from '../../bench/figure';
import { hopMilliseconds, timeFigures } from '../../bench/pipeline';
import { processKind, sampleMemory } from '../../bench/process-memory';
import { deriveRun } from '../../operations/runs/run-view';
import { summarize } from '../../operations/runs/summary';
import { record, wholeRun } from '../cli/runs';

const results = Object.values(wholeRun);

test.each([
  [1234.5, '1,235'],
  [99.94, '99.9'],
  [0.012345, '0.0123'],
  [0, '0'],
  [NaN, '-'],
])('%d is shown as %s', (value, text) => expect(formatValue(value)).toBe(text));

describe('the pipeline area', () => {
  test('measures hops from the end of one stage to the beginning of the next', () => {
    expect(hopMilliseconds(results)).toEqual([0, 1000, 1000, 1000]);
  });

  test('takes training and generation out of the overhead, and the start of the cloud in', () => {
    const summary = summarize(
      deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])) }, 0),
    );
    const figures = timeFigures(summary, results, 2.5);
    const value = (name: string): number => figures.find((figure) => figure.name === name)!.value;
    expect(value('run')).toBe(81.5);
    expect(value('slowest training')).toBe(24);
    expect(value('all but training and generation')).toBe(2.5 + 81.5 - 24 - 20);
    expect(value('event hop, cold function, median')).toBe(1000);
  });
});

test.each([
  [['/usr/bin/node', '/x/dist/local/index.js', '--port', '0'], 'local cloud'],
  [['/usr/bin/node', '/x/node_modules/f/main.js', '--source=/x/dist/functions/tune/index.js'], 'function tune'],
  [['/usr/bin/node', '/x/dist/local/vertex/model/tune-process.js'], 'tune-process'],
])('%j is the %s', (commandLine, kind) => expect(processKind(commandLine)).toBe(kind));

test('the peak memory of this very process is more than ten megabytes', () => {
  const peaks = sampleMemory(process.pid).stop();
  expect(Math.max(...peaks.values())).toBeGreaterThan(10 * 1024 ** 2);
});
