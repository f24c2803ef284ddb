import { describe, expect, test } from '@jest/globals';
import type { HoldUp } from '../../cli/hold-up';
import { deriveRun } from '../../cli/run-view';
import { summarize } from '../../cli/summary';
import type { StageResult } from '../../schemas/generated/types';
import { check, datasetCard, validationReport } from './reports';
import { at, ended, record, failed, wholeRun } from './runs';

const map = (...results: StageResult[]): Map<string, StageResult> =>
  new Map(results.map((result) => [result.stage, result]));
const now = Date.parse(at(100));

describe('the status of a run', () => {
  test.each([
    ['nothing has ended yet', map(), 'running'],
    ['stages end one by one', map(wholeRun.validate, wholeRun.transform), 'running'],
    ['a candidate is in production', map(...Object.values(wholeRun)), 'deployed'],
    [
      'the gate refused',
      map(ended('deploy', 90, 91, 'deployment.refused', { reasons: ['rougeL 0.1 < 0.3'] })),
      'refused',
    ],
    ['a stage has failed', map(wholeRun.validate, failed('transform', 11, 12, 'no column "key"')), 'failed'],
  ])('when %s is as the ledger says', (_, results, status) => {
    expect(deriveRun(record, results, undefined, now).status).toBe(status);
  });
});

describe('the stages of a run', () => {
  const states = (results: Map<string, StageResult>): string =>
    deriveRun(record, results, undefined, now)
      .stages.map(({ name, state, seconds }) => `${name} ${state} ${seconds ?? '-'}`)
      .join(', ');

  test.each([
    [map(), 'validate running 98, transform waiting -, tune waiting -, evaluate waiting -, deploy waiting -'],
    [
      map(wholeRun.validate, wholeRun.transform, wholeRun.tune),
      'validate succeeded 1, transform succeeded 2, tune running 93, evaluate waiting -, deploy waiting -',
    ],
    [
      map(...Object.values(wholeRun)),
      'validate succeeded 1, transform succeeded 2, tune succeeded 53, evaluate succeeded 20, deploy succeeded 0.5',
    ],
    [
      map(wholeRun.validate, failed('transform', 4, 5, 'no')),
      'validate succeeded 1, transform failed 1, tune waiting -, evaluate waiting -, deploy waiting -',
    ],
  ])('tuning lasts until the last job has ended (%#)', (results, expected) => {
    expect(states(results)).toBe(expected);
  });

  test('a candidate is running once its progress is heard, and ends as its job ended', () => {
    const progress = new Map([['tune', new Map([['lora-8', { done: 1, total: 9, unit: 'step' }]])]]);
    const halfway = deriveRun(record, map(wholeRun.validate, wholeRun.transform, wholeRun.tune), progress, now);
    expect(halfway.candidates.map(({ id, state }) => `${id} ${state}`)).toEqual(['lora-8 running', 'lora-16 waiting']);
    const end = deriveRun(record, map(...Object.values(wholeRun)), undefined, now);
    expect(end.candidates.map(({ id, state, seconds }) => `${id} ${state} ${seconds}`)).toEqual([
      'lora-8 succeeded 24',
      'lora-16 failed 3',
    ]);
  });
});

describe('the summary for scripts', () => {
  test('of a deployed run is the whole of it', () => {
    expect(summarize(deriveRun(record, map(...Object.values(wholeRun)), undefined, now))).toEqual({
      run: '20261123-3f9a2c1b',
      pipeline: 'email-summary',
      status: 'deployed',
      seconds: 81.5,
      stages: { validate: 1, transform: 2, tune: 53, evaluate: 20, deploy: 0.5 },
      quarantined: 11,
      dataset: { version: '3f9a2c1b0d4e', train: 1071, evaluation: 118, validation: 0, quarantined: 11 },
      candidates: [
        { id: 'lora-8', base: 'gemini-3.5-flash-lite', state: 'succeeded', seconds: 24 },
        { id: 'lora-16', base: 'gemini-3.5-flash-lite', state: 'failed', seconds: 3 },
      ],
      metrics: { base: { rougeL: 0.11, exactMatch: 0 }, 'lora-8': { rougeL: 0.58, exactMatch: 0.22 } },
      champion: 'lora-8',
      endpoint: 'projects/p/locations/l/endpoints/1',
      error: undefined,
    });
  });

  test('has what was found in the data, once it is read', () => {
    const findings = {
      validate: validationReport({ checks: [check({ outcome: 'warned' })] }),
      card: datasetCard({ leftOut: { exactDuplicates: 4, sampling: 2 } }),
    };
    const results = map(...Object.values(wholeRun));
    expect(summarize(deriveRun(record, results, undefined, now, findings))).toMatchObject({
      dataset: { leftOut: { exactDuplicates: 4, sampling: 2 } },
      checks: [{ stage: 'validate', name: 'uniqueness', subject: 'emails', outcome: 'warned', measured: 0.0034 }],
    });
  });

  test('of a run that failed for its rows counts them all the same', () => {
    const results = map(failed('validate', 3, 4, 'too many rows are invalid'));
    const view = deriveRun(record, results, undefined, now, { validate: validationReport() });
    expect(summarize(view)).toMatchObject({ status: 'failed', quarantined: 11 });
  });

  test('of a failed run names stage and reason, and has no metrics', () => {
    const view = deriveRun(record, map(failed('validate', 3, 4, 'the file is empty', 'emails.jsonl')), undefined, now);
    expect(summarize(view)).toMatchObject({
      status: 'failed',
      stages: { validate: 1 },
      error: { stage: 'validate', name: 'PermanentError', message: 'the file is empty', where: 'emails.jsonl' },
    });
    expect(summarize(view).metrics).toBeUndefined();
  });

  test('of a run that is held up says by what', () => {
    const holdUp: HoldUp = { stage: 'transform', since: at(40), waitsFor: { job: 'j-1', location: 'us' } };
    const view = deriveRun(record, map(wholeRun.validate), undefined, now, {}, holdUp);
    expect(summarize(view)).toMatchObject({ status: 'running', holdUp });
  });

  test('of a refused run gives the reasons as its error', () => {
    const view = deriveRun(
      record,
      map(ended('deploy', 90, 91, 'deployment.refused', { reasons: ['a', 'b'] })),
      undefined,
      now,
    );
    expect(summarize(view)).toMatchObject({ status: 'refused', error: { stage: 'deploy', message: 'a; b' } });
  });
});
