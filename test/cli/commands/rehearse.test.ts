import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearse, type RehearseOptions } from '../../../cli/commands/rehearse';
import type { Rehearsal } from '../../../core/rehearsal/rehearse';

const data = 'pipelines/email-summary/data';
const files = [`${data}/emails.jsonl`, `${data}/customers.csv`];
const options: RehearseOptions = {
  from: '2026-12-01T00:00:00.000Z',
  requestsPerWeek: '5000',
  weeks: '13',
  seed: '1',
  rated: 0.01,
  better: 1,
  region: 'us-central1',
};

/** Where no local cloud runs. */
let nowhere: string;
const before = process.env['LANDFALL_DIRECTORY'];
beforeAll(() => {
  nowhere = mkdtempSync(join(tmpdir(), 'landfall-rehearse-'));
  process.env['LANDFALL_DIRECTORY'] = nowhere;
});
afterAll(() => {
  rmSync(nowhere, { recursive: true });
  if (before === undefined) delete process.env['LANDFALL_DIRECTORY'];
  else process.env['LANDFALL_DIRECTORY'] = before;
});

async function printed(change: Partial<RehearseOptions> = {}, paths = files, name = 'email-summary'): Promise<string> {
  let text = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((part) => (text += String(part)) !== '');
  try {
    await rehearse(name, paths, { ...options, ...change });
  } finally {
    write.mockRestore();
  }
  return text;
}

describe('without a local cloud, a quarter', () => {
  test('is told in a pipe line by line: what happens, money by the month, what to decide, what is assumed', async () => {
    const lines = (await printed()).split('\n');
    expect(lines[0]).toBe('email-summary from 1 December 2026 to 2 March 2027: 58,571 requests');
    expect(lines).toContain('1\t2026-12-01\trun-1 begins, the first');
    expect(lines).toContain('month\truns\tbudget\trequests\tserving\ttogether');
    expect(lines).toContainEqual(expect.stringMatching(/^2027-01\t\$0\t\$200\.00\t22,143\t\$\d+\.\d\d\t\$\d+\.\d\d$/));
    expect(lines).toContain('To decide now');
    expect(lines).toContain('- rows are read as requests: emails: body is asked, summary answered');
    expect(lines.at(-2)).toBe('Nothing was started, and no model was asked.');
  });

  test('is one JSON value, the same for the same seed', async () => {
    const text = await printed({ json: true });
    const rehearsal = JSON.parse(text) as Rehearsal;
    expect(rehearsal.months.map(({ month }) => month)).toEqual(['2026-12', '2027-01', '2027-02', '2027-03']);
    expect(await printed({ json: true })).toBe(text);
    expect(await printed({ json: true, seed: '2' })).not.toBe(text);
  });
});

describe('what cannot be rehearsed is refused, with why and what next:', () => {
  test.each<[string, Partial<RehearseOptions>, string[], string, object]>([
    ['no rows', {}, [], 'email-summary', { why: expect.stringContaining('no file is named') }],
    [
      'requests that nobody knows the number of',
      { requestsPerWeek: undefined as never },
      files,
      'email-summary',
      { next: 'npx landfall rehearse email-summary --requests-per-week 5000' },
    ],
    [
      'a base that is closed on its first day',
      { from: '2028-01-01T00:00:00.000Z' },
      files,
      'email-summary',
      { why: expect.stringContaining('gemini-3.5-flash-lite') },
    ],
    ['a pipeline that there is not', {}, files, 'email-sumary', { next: 'the same command with email-summary' }],
    ['a corpus', {}, files, 'support-policies', { where: 'pipelines/support-policies/pipeline.yaml' }],
    [
      'a shift to rows that there are not',
      { drift: { share: 0.3, text: 'zebras', week: 5 } },
      files,
      'email-summary',
      { why: expect.stringContaining('--drift') },
    ],
  ])('%s', async (_, change, paths, name, details) => {
    await expect(printed(change, paths, name)).rejects.toMatchObject({ details: { exitCode: 2, ...details } });
  });
});
