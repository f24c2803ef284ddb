import { describe, expect, test } from '@jest/globals';
import { jobDetails, jobLines } from '../../../cli/render/explain-lines';
import type { PricedJob } from '../../../operations/warehouse/statements';
import { plain } from '../reports';

const run = '20261123-3f9a2c1b';
const job = (changes: Partial<PricedJob> = {}): PricedJob => ({
  id: `landfall-email-summary-${run}-split`,
  step: 'split',
  run,
  kind: 'query',
  state: 'DONE',
  createdAt: '2026-11-23T10:00:00.000Z',
  seconds: 1.5,
  rows: 1185,
  bytes: 2048,
  bytesBilled: 0,
  isCached: false,
  tables: ['p.staging.screened'],
  parameters: [],
  plan: [],
  cost: { bytesBilled: 10_485_760, amount: 0.0000596 },
  ...changes,
});
const free = { bytesBilled: 0, amount: 0 };
const load = job({ step: 'load-emails', kind: 'load', rows: 1189, bytes: 0, cost: free, run: '20261122-00000000' });
const lines = (jobs: PricedJob[], columns = 120): string[] => jobLines(jobs, run, columns).map(plain);

describe('the jobs of a run', () => {
  test('are a table with the sum of what this run has caused', () => {
    expect(lines([load, job(), job({ step: 'export', kind: 'export', rows: undefined, seconds: 0.4 })])).toEqual([
      '  step         kind     rows    read   billed   time       cost',
      '  load-emails  load    1,189       –        –  1.5 s       free',
      '    loaded by run 20261122-00000000, and used again',
      '  split        query   1,185  2.0 KB  10.0 MB  1.5 s  $0.000060',
      '  export       export      –  2.0 KB  10.0 MB  0.4 s  $0.000060',
      '  of this run  2 jobs         4.0 KB  20.0 MB  1.9 s   $0.00012',
    ]);
  });

  test('that load very many parts of a source are one line', () => {
    const parts = Array.from({ length: 1000 }, (_, i) => ({ ...load, id: `load-${i}`, run, seconds: 0.1 }));
    expect(lines([...parts, job()]).slice(1)).toEqual([
      '  load-emails ×1,000  load        1,189,000       –        –  1 min 40 s       free',
      '  split               query           1,185  2.0 KB  10.0 MB       1.5 s  $0.000060',
      '  all                 1,001 jobs             2.0 KB  10.0 MB  1 min 41 s  $0.000060',
    ]);
  });

  test.each<[string, Partial<PricedJob>, string]>([
    ['from the cache', { isCached: true, cost: free }, '    answered from the cache'],
    ['that failed', { error: 'no\ncolumn', cost: free }, '    failed: no\\ncolumn'],
    ['that was tried again', { id: `landfall-email-summary-${run}-split-1` }, '    attempt 2'],
  ])('a job %s says so', (_, changes, note) => expect(lines([job(changes)])).toContain(note));

  test('one that runs has no time yet', () =>
    expect(lines([job({ state: 'RUNNING', seconds: undefined })])[1]).toContain('running'));

  test.each([60, 80, 120])('leave a terminal of %d columns as it is', (columns) => {
    const jobs = [load, job({ step: 'check-references-emails' }), job({ bytes: 2 ** 40, rows: 5_000_000 })];
    for (const line of lines(jobs, columns)) expect(line.length).toBeLessThan(columns);
    expect(lines(jobs, columns)[0]).toMatch(/^ {2}step .* cost$/);
  });

  test('are apart by tabs in a pipe, with what there is to add in a column of its own', () => {
    expect(jobLines([load, job()], run).map((line) => plain(line).split('\t'))).toEqual([
      ['step', 'kind', 'rows', 'read', 'billed', 'time', 'cost', 'note'],
      ['load-emails', 'load', '1,189', '–', '–', '1.5 s', 'free', 'loaded by run 20261122-00000000, and used again'],
      ['split', 'query', '1,185', '2.0 KB', '10.0 MB', '1.5 s', '$0.000060'],
      ['of this run', '1 job', '', '2.0 KB', '10.0 MB', '1.5 s', '$0.000060'],
    ]);
  });
});

describe('one job', () => {
  test('is shown with its statement, its parameters and its plan', () => {
    const shown = plain(
      jobDetails(
        job({
          sql: 'SELECT\n  @salt',
          parameters: [
            { name: 'salt', value: 'v"1' },
            { name: 'kinds', value: ['email'] },
          ],
          destination: 'p.staging.split',
          plan: [
            {
              id: '0',
              name: 'S00: Input',
              recordsRead: 1189,
              recordsWritten: 1189,
              inputs: [],
              steps: [{ kind: 'READ', substeps: ['key', 'FROM p.staging.screened'] }],
            },
            { id: '1', name: 'S01: Output', recordsRead: 1189, recordsWritten: 1185, inputs: ['0'], steps: [] },
          ],
        }),
      ),
    );
    expect(shown.split('\n')).toEqual([
      `  Step         split: query job landfall-email-summary-${run}-split, 1.5 s, $0.000060`,
      '  Reads        p.staging.screened',
      '  Writes       p.staging.split',
      '',
      'SELECT',
      '  @salt',
      '',
      '@salt = "v\\"1"',
      '@kinds = ["email"]',
      '',
      'S00: Input   reads 1,189 · writes 1,189',
      '  READ',
      '    key',
      '    FROM p.staging.screened',
      'S01: Output ← S00   reads 1,189 · writes 1,185',
    ]);
  });

  test('without a plan says that there is none', () =>
    expect(plain(jobDetails(load))).toContain('tells no plan of this job'));
});
