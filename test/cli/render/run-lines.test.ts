import { describe, expect, test } from '@jest/globals';
import { runLines } from '../../../cli/render/run-lines';
import { metricsTable } from '../../../cli/render/metrics-table';
import { formatMetric } from '../../../operations/runs/metric-rows';
import type { Said } from '../../../operations/ledger/progress';
import { deriveRun, type Known } from '../../../operations/runs/run-view';
import type { ModelEvaluated, StageResult, TuningFinished, TuningJobProgress } from '../../../schemas/generated/types';
import type { HoldUp } from '../../../operations/ledger/hold-up';
import { check, colors, datasetCard, validationReport } from '../reports';
import { at, ended, failed, record, wholeRun } from '../runs';

const lines = (results: StageResult[], more: Partial<Known> = {}): string[] =>
  runLines(
    deriveRun(
      { record, results: new Map(results.map((result) => [result.stage, result])), ...more },
      Date.parse(at(100)),
    ),
  ).map((line) => line.replace(colors, '').replace(/ {2,}/g, '  ').trim());

const tuning = [wholeRun.validate, wholeRun.transform, wholeRun.tune];
const job = (candidate: string, more: Partial<TuningJobProgress>): TuningJobProgress => ({
  candidate,
  job: 'j',
  state: 'running',
  createdAt: at(8),
  startedAt: at(20),
  ...more,
});

describe('the lines of a run', () => {
  test('say of a finished run what each stage did and how long it took', () => {
    const validate = validationReport({ checks: [check({ outcome: 'warned' }), check({ outcome: 'warned' })] });
    expect(lines(Object.values(wholeRun), { findings: { validate } })).toEqual([
      'validate  ✔ 1,500 rows · 11 quarantined (rows 17, 88, 203 …: summary is missing) · 2 warnings  1.0 s',
      'transform  ✔ version 3f9a2c1b · 1,071 train · 118 evaluation · 4 duplicates removed  2.0 s',
      'tune  ✔ lora-8 · lora-16 failed: out of memory  53.0 s',
      'evaluate  ✔ 118 held-out examples  20.0 s',
      'deploy  ✔ lora-8 is production of email-summary (was: nothing)  0.5 s',
    ]);
  });

  test('have no tick where the gate refused', () => {
    const deploy = ended('deploy', 82, 82.5, 'deployment.refused', { reasons: ['lora-8: no gain'] });
    expect(lines([...Object.values(wholeRun).slice(0, -1), deploy]).at(-1)).toBe(
      'deploy  ✖ refused: lora-8: no gain  0.5 s',
    );
  });

  test('say at which checkpoint a candidate was asked', () => {
    const { watch } = structuredClone(wholeRun);
    const finished = watch.output!.data as unknown as TuningFinished;
    finished.candidates[0]!.checkpoint = { place: 2, of: 3, step: 268, loss: 1.234 };
    expect(lines([...Object.values(wholeRun), watch])[2]).toContain(
      'lora-8 · lora-8 at checkpoint 2 of 3, by validation loss 1.23 · lora-16 failed',
    );
  });

  test('say what tuning cut off, what could not be asked, and what was no label', () => {
    const { watch, evaluate } = structuredClone(wholeRun);
    const finished = watch.output!.data as unknown as TuningFinished;
    finished.candidates[0]!.truncatedExamples = 12;
    Object.assign(evaluate.output!.data, { examples: 115, unscored: { base: 3 }, noLabel: { base: 40, 'lora-8': 1 } });
    expect(lines([...Object.values(wholeRun), watch, evaluate]).slice(2, 4)).toEqual([
      'tune  ✔ lora-8 · lora-16 failed: out of memory · lora-8 cut off 12 examples  53.0 s',
      'evaluate  ✔ 115 held-out examples · base could not be asked 3 · base gave 40 answers that are no label · lora-8 gave 1 answer that is no label  20.0 s',
    ]);
  });

  test('say of a version that was there already who made it, and what warns', () => {
    const found = { card: datasetCard({ madeByRun: '20261122-00000000' }) };
    const transform = validationReport({ stage: 'transform', checks: [check({ outcome: 'warned' })] });
    expect(lines(Object.values(wholeRun), { findings: { ...found, transform } })[1]).toBe(
      'transform  ✔ version 3f9a2c1b · as run 20261122-00000000 made it · 1,071 train · 118 evaluation · 4 duplicates removed · 1 warning  2.0 s',
    );
  });

  test('say of a running run what moves, candidate by candidate', () => {
    const step = { done: 1877, total: 6453, unit: 'steps', loss: 1.834, secondsLeft: 38, at: at(90) };
    const said: Said = new Map([['tune', new Map([['lora-8', step]])]]);
    const jobs = [job('lora-8', {}), job('lora-16', { state: 'queued', startedAt: undefined })];
    expect(lines(tuning, { said, movement: { tuning: { at: at(90), jobs } } }).slice(2)).toEqual([
      'tune  ◐ lora-8  step 1,877/6,453 · loss 1.83 · about 40 s left',
      '◯ lora-16  queued for 1 min 32 s',
      'evaluate  ◯ waiting',
      'deploy  ◯ waiting',
    ]);
  });

  test('say of jobs whose steps nobody tells since when they run, and how those stand that have ended', () => {
    const checkpoint = { epoch: 1, step: 134 };
    const jobs = [job('lora-8', { steps: 402, checkpoint }), job('lora-16', { state: 'cancelled', endedAt: at(60) })];
    expect(lines(tuning, { movement: { tuning: { at: at(90), jobs } } }).slice(2, 4)).toEqual([
      'tune  ◐ lora-8  running for 1 min 20 s · 402 steps · checkpoint at step 134',
      '– lora-16  cancelled after 40.0 s · 12.0 s in the queue',
    ]);
  });

  test('say of a tuning that waited in the queue how long, apart from its time', () => {
    const jobs = [job('lora-8', { endedAt: at(44) }), job('lora-16', { startedAt: at(44), endedAt: at(47) })];
    expect(lines(Object.values(wholeRun), { movement: { tuning: { at: at(60), jobs } } })[2]).toBe(
      'tune  ✔ lora-8 · lora-16 failed: out of memory · after 12.0 s in the queue  27.0 s',
    );
  });

  test('say of a stage that is held up by what, in the place of its progress', () => {
    const error = { name: 'RetryableError', message: 'HTTP 429' };
    const failing: HoldUp = { stage: 'watch', since: at(90), attempt: { number: 2, at: at(90), error } };
    const said: Said = new Map([['tune', new Map([['lora-8', { done: 212, total: 402, unit: 'steps', at: at(90) }]])]]);
    expect(lines(tuning, { said, holdUp: failing })[2]).toBe(
      'tune  ◌ attempt 2 failed, made again every minute: HTTP 429',
    );
    const waiting: HoldUp = { stage: 'transform', since: at(40), waitsFor: { job: 'j-1', location: 'us' } };
    expect(lines([wholeRun.validate], { holdUp: waiting })[1]).toBe(
      'transform  ◌ has waited 1 min for BigQuery job j-1',
    );
  });

  test('say of a run that a person has ended where it was, and what it did not reach', () => {
    expect(lines([...tuning, ended('deploy', 70, 70, 'run.cancelled', { stage: 'tune' })]).slice(2)).toEqual([
      'tune  – cancelled  1 min 3 s',
      'evaluate  – not reached',
      'deploy  – not reached',
    ]);
  });

  test('say of a failed stage why', () => {
    expect(lines([failed('validate', 3, 4, 'the file is empty\nmore')]).slice(0, 2)).toEqual([
      'validate  ✖ the file is empty  1.0 s',
      'transform  – not reached',
    ]);
  });
});

test.each([
  [0.631, [0.6, 0.66], '0.63 ± 0.03'],
  [0.5, undefined, '0.50'],
  [undefined, undefined, '–'],
])('a mean of %p in %p reads %s', (mean, interval, text) => expect(formatMetric(mean, interval)).toBe(text));

test('the table sets the base beside every candidate, the base first', () => {
  const evaluated = wholeRun.evaluate.output!.data as unknown as ModelEvaluated;
  const metrics = { 'lora-8': evaluated.metrics['lora-8']!, base: evaluated.metrics['base']! };
  const rows = metricsTable({ ...evaluated, metrics }).map((row) => row.replace(colors, '').trim().split(/ {2,}/));
  expect(rows).toEqual([
    ['base', 'lora-8'],
    ['ROUGE-L', '0.11 ± 0.02', '0.58 ± 0.03'],
    ['exact match', '0.00 ± 0.00', '0.22 ± 0.07'],
  ]);
});

test('the table sets what answers without a model below the models, by names that say so', () => {
  const evaluated = wholeRun.evaluate.output!.data as unknown as ModelEvaluated;
  const metrics = {
    'naive:most-frequent': { rougeL: 0.2, exactMatch: 0.1 },
    ...evaluated.metrics,
    'naive:nearest': { rougeL: 0.4, exactMatch: 0.3 },
  };
  const rows = metricsTable({ ...evaluated, metrics }).map((row) => row.replace(colors, '').trim().split(/ {2,}/));
  expect(rows).toEqual([
    ['base', 'lora-8'],
    ['ROUGE-L', '0.11 ± 0.02', '0.58 ± 0.03'],
    ['exact match', '0.00 ± 0.00', '0.22 ± 0.07'],
    [''],
    ['most frequent (naive)', 'nearest (naive)'],
    ['ROUGE-L', '0.20', '0.40'],
    ['exact match', '0.10', '0.30'],
  ]);
});

test.each([
  [120, '1,500 rows · 11 quarantined (rows 17, 88, 203 …: summary is missing) · 1 warning'],
  [84, '1,500 rows · 11 quarantined (rows 17, 88, 203…) · 1 warning'],
  [70, '1,500 rows · 11 quarantined · 1 warning'],
])('in %d columns warnings stay, and rows give way', (terminalColumns, text) => {
  const validate = validationReport({ checks: [check({ outcome: 'warned' })] });
  const results = new Map([['validate', wholeRun.validate]]);
  const [line] = runLines(deriveRun({ record, results, findings: { validate } }, 0), { terminalColumns });
  expect(line!.replace(colors, '')).toContain(`✔ ${text}  `);
});

test.each([
  [120, 'version 3f9a2c1b · 1,071 train · 118 evaluation · 4 duplicates removed · 1 warning'],
  [90, 'version 3f9a2c1b · 1,071 train · 118 evaluation · 1 warning'],
  [80, '1,071 train · 118 evaluation · 1 warning'],
])('in %d columns warnings stay, and duplicates give way', (terminalColumns, text) => {
  const transform = validationReport({ stage: 'transform', checks: [check({ outcome: 'warned' })] });
  const results = new Map([['transform', wholeRun.transform]]);
  const lines = runLines(deriveRun({ record, results, findings: { transform } }, 0), { terminalColumns });
  expect(lines[1]!.replace(colors, '')).toContain(`✔ ${text}  `);
});

test('no line is wider than the terminal, and times stay', () => {
  const results = new Map(Object.values(wholeRun).map((result) => [result.stage, result]));
  const view = deriveRun({ record, results, findings: { validate: validationReport() } }, 0);
  for (const terminalColumns of [40, 60, 80, 200]) {
    const shown = runLines(view, { terminalColumns });
    for (const line of shown.map((text) => text.replace(colors, ''))) {
      expect(line.length).toBeLessThan(terminalColumns);
      expect(line).toMatch(/ {2}\d+\.\d s$/);
    }
  }
});

test('subjects that do not fit beside the others stand below them, each with every metric, and no figure is broken', () => {
  const evaluated = wholeRun.evaluate.output!.data as unknown as ModelEvaluated;
  const ids = ['base', 'production', 'lora-4', 'lora-8', 'lora-16'];
  const of = <T>(value: T): Record<string, T> => Object.fromEntries(ids.map((id) => [id, value]));
  const many = {
    ...evaluated,
    metrics: of(evaluated.metrics['lora-8']!),
    intervals: of({ rougeL: [0.55, 0.61], exactMatch: [0.15, 0.3] }),
  };
  for (const room of [44, 64, 104]) {
    const shown = metricsTable(many, 'lora-8', room).map((line) => line.replace(colors, ''));
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(room);
    expect(shown.join('\n').match(/0\.58 ± 0\.03/g)).toHaveLength(ids.length);
    for (const id of ids) expect(shown.join('\n')).toContain(id);
  }
});
