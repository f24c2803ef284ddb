import { describe, expect, test } from '@jest/globals';
import type { HoldUp } from '../../../operations/ledger/hold-up';
import type { Said } from '../../../operations/ledger/progress';
import { deriveRun } from '../../../operations/runs/run-view';
import { summarize } from '../../../operations/runs/summary';
import type { StageResult, TuningJobProgress, SpendingEntry } from '../../../schemas/generated/types';
import { check, datasetCard, validationReport } from '../../cli/reports';
import { at, ended, record, failed, wholeRun } from '../../cli/runs';

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
    expect(deriveRun({ record, results }, now).status).toBe(status);
  });
});

describe('the money of a run', () => {
  const entry = (purpose: 'tuning' | 'evaluation', committed: number, spent?: number): SpendingEntry => ({
    run: record.run,
    purpose,
    at: record.createdAt,
    committed,
    ...(spent !== undefined && { spent }),
  });
  const money = (...spending: SpendingEntry[]) =>
    deriveRun({ record, results: new Map(), findings: { spending } }, now).money;

  test('is what is committed by all of its jobs, those of earlier rungs too, and what was spent once every bill is known', () => {
    expect(money(entry('tuning', 2), entry('tuning', 3))).toEqual({ tuning: { committed: 5 } });
    expect(money(entry('tuning', 2, 1.5), entry('tuning', 3))).toEqual({ tuning: { committed: 5 } });
    expect(money(entry('tuning', 2, 1.5), entry('tuning', 3, 0), entry('evaluation', 1, 0.5))).toEqual({
      tuning: { committed: 5, spent: 1.5 },
      evaluation: { committed: 1, spent: 0.5 },
    });
  });

  test('is not told where nothing has a price', () => expect(money()).toBeUndefined());
});

describe('the stages of a run', () => {
  const states = (results: Map<string, StageResult>): string =>
    deriveRun({ record, results }, now)
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
});

describe('the candidates of a run', () => {
  const tuning = map(wholeRun.validate, wholeRun.transform, wholeRun.tune);
  const job = (candidate: string, state: TuningJobProgress['state'], more: Partial<TuningJobProgress> = {}) =>
    ({ candidate, job: 'j', state, createdAt: at(8), ...more }) satisfies TuningJobProgress;
  const states = (jobs: TuningJobProgress[], said: Said = new Map(), results = tuning): string[] =>
    deriveRun({ record, results, movement: { tuning: { at: at(90), jobs } }, said }, now).candidates.map(
      ({ id, state, queued, seconds, progress }) =>
        `${id} ${state} ${queued ?? '-'} ${seconds ?? '-'} ${progress?.done ?? '-'}`,
    );
  const says = (candidate: string, seconds: number): Said =>
    new Map([['tune', new Map([[candidate, { done: 1877, total: 6453, unit: 'steps', at: at(seconds) }]])]]);

  test('are what the ledger has of their jobs: queued since when, running since when', () => {
    const jobs = [job('lora-8', 'running', { startedAt: at(20) }), job('lora-16', 'queued')];
    expect(states(jobs)).toEqual(['lora-8 running 12 80 -', 'lora-16 queued 92 - -']);
  });

  test('have the step that the log tells, and no step from before their job has begun', () => {
    const jobs = [job('lora-8', 'running', { startedAt: at(20) }), job('lora-16', 'queued')];
    expect(states(jobs, says('lora-8', 50))[0]).toBe('lora-8 running 12 80 1877');
    expect(states(jobs, says('lora-8', 19))[0]).toBe('lora-8 running 12 80 -');
  });

  test('have no progress once their job was cancelled, whatever the log said last', () => {
    const jobs = [job('lora-8', 'cancelled', { startedAt: at(20), endedAt: at(60) }), job('lora-16', 'queued')];
    expect(states(jobs, says('lora-8', 59))[0]).toBe('lora-8 cancelled 12 40 -');
  });

  test('end as their jobs ended', () => {
    expect(states([], undefined, map(...Object.values(wholeRun)))).toEqual([
      'lora-8 succeeded - 24 -',
      'lora-16 failed - 3 -',
    ]);
  });

  test('are waiting before there is a job, and queued until it was asked about', () => {
    expect(states([], undefined, map(wholeRun.validate))).toEqual(['lora-8 waiting - - -', 'lora-16 waiting - - -']);
    expect(states([])).toEqual(['lora-8 queued - - -', 'lora-16 queued - - -']);
    expect(states([], says('lora-8', 20))[0]).toBe('lora-8 running - - 1877');
  });

  test('make the time of tuning: from the first begin to the last end, the queue apart', () => {
    const jobs = [
      job('lora-8', 'succeeded', { startedAt: at(20), endedAt: at(44) }),
      job('lora-16', 'failed', { startedAt: at(44), endedAt: at(47) }),
    ];
    const view = deriveRun(
      { record, results: map(...Object.values(wholeRun)), movement: { tuning: { at: at(48), jobs } } },
      now,
    );
    expect(view.stages[2]).toEqual({ name: 'tune', state: 'succeeded', seconds: 27, queued: 12 });
    expect(summarize(view).stages['tune']).toBe(27);
  });
});

describe('a run that a person has ended', () => {
  const cancelled = ended('deploy', 70, 70, 'run.cancelled', { stage: 'tune' });
  const results = map(wholeRun.validate, wholeRun.transform, wholeRun.tune, cancelled);
  const jobs = [
    { candidate: 'lora-8', job: 'j', state: 'running' as const, createdAt: at(8), startedAt: at(20) },
    { candidate: 'lora-16', job: 'j', state: 'queued' as const, createdAt: at(8) },
  ];
  const said: Said = new Map([['tune', new Map([['lora-8', { done: 9, total: 10, unit: 'steps', at: at(65) }]])]]);
  const view = deriveRun({ record, results, movement: { tuning: { at: at(60), jobs } }, said }, now);

  test('stands still where it was: nothing of it moves, and the last stage has done nothing', () => {
    expect(view.status).toBe('cancelled');
    expect(view.seconds).toBe(69);
    expect(view.stages.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'validate succeeded',
      'transform succeeded',
      'tune cancelled',
      'evaluate waiting',
      'deploy waiting',
    ]);
    expect(view.candidates.map(({ state, progress }) => [state, progress])).toEqual([
      ['cancelled', undefined],
      ['cancelled', undefined],
    ]);
  });

  test('has not reached what a stage that ended after all would have begun', () => {
    const late = map(
      wholeRun.validate,
      ended('deploy', 5, 5, 'run.cancelled', { stage: 'transform' }),
      wholeRun.transform,
    );
    const { stages } = deriveRun({ record, results: late }, now);
    expect(stages.slice(1, 3).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'transform succeeded',
      'tune waiting',
    ]);
  });

  test('is cancelled for scripts too, and is no failure of a stage that was stopped half-way', () => {
    const stopped = map(...results.values(), failed('evaluate', 69, 71, 'stopped'));
    expect(summarize(deriveRun({ record, results: stopped }, now))).toMatchObject({ status: 'cancelled' });
    expect(summarize(deriveRun({ record, results: stopped }, now)).error).toBeUndefined();
  });
});

describe('the answers of an evaluation', () => {
  const tuned = map(wholeRun.validate, wholeRun.transform, wholeRun.tune, wholeRun.watch);
  const known = structuredClone(record);
  known.configuration!.pipeline.evaluation = { maximumExamples: 12 } as never;
  const progressOf = (parts: Record<string, number>) =>
    deriveRun(
      { record: known, results: tuned, movement: { answered: { parts: new Map(Object.entries(parts)), at: at(80) } } },
      now,
    ).stages[3]!.progress;

  test('are counted in the ledger, of all that will be given', () => {
    // Base and one tuned candidate answer twelve examples each; the last piece of each holds two.
    expect(progressOf({ base: 3, 'lora-8': 1 })).toMatchObject({ done: 17, total: 24, unit: 'answers' });
    expect(progressOf({ base: 1, production: 1 })).toMatchObject({ done: 10, total: 36 });
  });

  test('are those of models: what naive rivals answer is there in a moment', () => {
    const counted = progressOf({ base: 1 });
    expect(progressOf({ 'naive:nearest': 3, 'naive:most-frequent': 3, base: 1 })).toEqual(counted);
    expect(progressOf({ 'naive:nearest': 3 })).toMatchObject({ done: 0, total: 24 });
  });

  test('tell how long it still takes by their pace', () => {
    // 12 answers in the 20 s until the last was recorded, 20 s ago.
    expect(progressOf({ base: 3 })?.secondsLeft).toBe(0);
    expect(progressOf({ base: 1 })?.secondsLeft).toBeCloseTo((20 / 5) * 19 - 20);
  });
});

describe('the summary for scripts', () => {
  test('of a deployed run is the whole of it', () => {
    expect(summarize(deriveRun({ record, results: map(...Object.values(wholeRun)) }, now))).toEqual({
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
    expect(summarize(deriveRun({ record, results, findings }, now))).toMatchObject({
      dataset: { leftOut: { exactDuplicates: 4, sampling: 2 } },
      checks: [{ stage: 'validate', name: 'uniqueness', subject: 'emails', outcome: 'warned', measured: 0.0034 }],
    });
  });

  test('of a run that failed for its rows counts them all the same', () => {
    const results = map(failed('validate', 3, 4, 'too many rows are invalid'));
    const view = deriveRun({ record, results, findings: { validate: validationReport() } }, now);
    expect(summarize(view)).toMatchObject({ status: 'failed', quarantined: 11 });
  });

  test('of a failed run names stage and reason, and has no metrics', () => {
    const view = deriveRun(
      { record, results: map(failed('validate', 3, 4, 'the file is empty', 'emails.jsonl')) },
      now,
    );
    expect(summarize(view)).toMatchObject({
      status: 'failed',
      stages: { validate: 1 },
      error: { stage: 'validate', name: 'PermanentError', message: 'the file is empty', where: 'emails.jsonl' },
    });
    expect(summarize(view).metrics).toBeUndefined();
  });

  test('of a run that is held up says by what', () => {
    const holdUp: HoldUp = { stage: 'transform', since: at(40), waitsFor: { job: 'j-1', location: 'us' } };
    const view = deriveRun({ record, results: map(wholeRun.validate), holdUp }, now);
    expect(summarize(view)).toMatchObject({ status: 'running', holdUp });
  });

  test('of a refused run gives the reasons as its error, and the way out', () => {
    const refusal = { reasons: ['a', 'b'], fix: 'ask for less' };
    const view = deriveRun({ record, results: map(ended('deploy', 90, 91, 'deployment.refused', refusal)) }, now);
    expect(summarize(view)).toMatchObject({
      status: 'refused',
      error: { stage: 'deploy', message: 'a; b', fix: 'ask for less' },
    });
  });
});
