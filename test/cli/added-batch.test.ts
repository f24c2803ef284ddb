import { describe, expect, test } from '@jest/globals';
import { addedBatchName, addTo, findBatchToAddTo, isAddedAlready } from '../../cli/added-batch';
import { contentBatchName, nameObjects, type DroppedFile } from '../../operations/drop/batch';
import type { OperationError } from '../../operations/errors';
import type { Ledger } from '../../operations/ledger/ledger';
import type { Run, StageResult } from '../../schemas/generated/types';
import { datasetCard } from './reports';
import { failed, record, wholeRun } from './runs';

const sources = {
  emails: { required: true, unique: ['id'] },
  customers: { required: true, unique: ['customer_id'] },
  notes: { required: false },
};
const object = (name: string, generation = '1') => ({
  ...record.trigger.objects[0]!,
  name,
  generation,
  source: name.split(/[./]/)[0]!,
});
const batchOf = (names: string[]): Run['trigger'] => ({
  bucket: 'landing',
  objects: names.map((name, i) => ({ ...object(name, String(i + 7)), name: `email-summary/monday/${name}` })),
});
const added = (names: string[], given: DroppedFile[]) =>
  nameObjects(addTo(batchOf(names), given, sources), sources).map(({ name, path }) => `${name} of ${path}`);

describe('the batch that rows are added to', () => {
  const given = [{ source: 'emails', path: '/data/new.csv' }];

  test('is there once more, and the rows are a part that is newer', () => {
    expect(added(['emails.jsonl', 'customers.csv'], given)).toEqual([
      'emails/emails.jsonl of gs://landing/email-summary/monday/emails.jsonl',
      'emails/added-001/new.csv of /data/new.csv',
      'customers.csv of gs://landing/email-summary/monday/customers.csv',
    ]);
  });

  test('keeps the parts and the additions that it had', () => {
    const before = ['emails/part-0.jsonl', 'emails/added-001/new.csv', 'customers.csv'];
    expect(added(before, given).filter((each) => each.startsWith('emails'))).toEqual([
      'emails/part-0.jsonl of gs://landing/email-summary/monday/emails/part-0.jsonl',
      'emails/added-001/new.csv of gs://landing/email-summary/monday/emails/added-001/new.csv',
      'emails/added-002/new.csv of /data/new.csv',
    ]);
  });

  test('is read in the generation that the run had', () => {
    const [first] = addTo(batchOf(['emails.jsonl']), given, sources);
    expect(first).toMatchObject({ generation: '7' });
  });

  test('takes no rows of a source that no column names, and says so', () => {
    expect(() => added(['emails.jsonl'], [{ source: 'notes', path: 'notes.jsonl' }])).toThrow(
      'Rows cannot be added to notes.',
    );
  });
});

describe('rows that were added last', () => {
  const files = (...parts: (string | undefined)[]) => parts.map((part) => ({ source: 'emails', path: 'p', part }));
  test.each<[string, (string | undefined)[], string[], boolean]>([
    ['change nothing', ['all.jsonl', 'added-001/a', 'added-002/a'], ['x', 'y', 'y'], true],
    ['change nothing under another name', ['all.jsonl', 'added-001/a', 'added-002/b'], ['x', 'y', 'y'], true],
    [
      'are another thing than what was added before them',
      ['all', 'added-001/a', 'added-002/b', 'added-003/a'],
      ['x', 'y', 'z', 'y'],
      false,
    ],
    ['are another thing than the first batch', ['all.jsonl', 'added-001/all.jsonl'], ['x', 'x'], false],
    ['are not a part of them', ['all', 'added-001/a', 'added-001/b', 'added-002/a'], ['x', 'y', 'z', 'y'], false],
  ])('%s', (_, parts, digests, expected) => expect(isAddedAlready(files(...parts), digests)).toBe(expected));
});

describe('which batch rows are added to', () => {
  const { validate, transform } = wholeRun;
  /** A ledger of runs, with the results of each. */
  const ledgerOf = (runs: Record<string, StageResult[]>) =>
    ({
      listRuns: async () => Object.keys(runs).map((run) => ({ pipeline: 'email-summary', run })),
      readCard: async () => datasetCard(),
      openRun: async ({ run }: { run: string }) => ({
        record: { ...record, run, createdAt: `2026-11-23T08:00:0${Object.keys(runs).indexOf(run)}Z` },
        readResults: async () => new Map(runs[run]!.map((result) => [result.stage, result])),
      }),
    }) as unknown as Ledger;
  const find = async (runs: Record<string, StageResult[]>) =>
    (await findBatchToAddTo(ledgerOf(runs), 'email-summary')).record.run;

  test('is that of the last run with a dataset, even if its models came to nothing', async () => {
    const tuneFailed = failed('tune', 7, 8, 'no quota');
    expect(
      await find({
        '20261122-00000001': [validate, transform],
        '20261123-00000002': [validate, transform, tuneFailed],
        '20261123-00000003': [failed('validate', 1, 2, 'broken')],
      }),
    ).toBe('20261123-00000002');
  });

  test('is not known while a later run is on its way to one: its rows would be lost', async () => {
    const error = (await find({ '20261122-00000001': [validate, transform], '20261123-00000002': [validate] }).catch(
      (thrown: unknown) => thrown,
    )) as OperationError;
    expect(error.message).toBe('Run 20261123-00000002 of email-summary has not come to a dataset yet.');
    expect(error.exitCode).toBe(2);
  });

  test('is none when there has been none', async () => {
    await expect(find({})).rejects.toThrow('email-summary has no batch to add to.');
  });
});

describe('what the batch of added rows is called', () => {
  const { validate, deploy } = wholeRun;
  const cancelled = { ...deploy, output: { type: 'landfall.run.cancelled.v1', data: {} } };
  /** A ledger with a run of each of these batches. */
  const nameAmong = (runs: Record<string, StageResult[]>) =>
    addedBatchName(
      {
        findRunOfBatch: async (pipeline: string, batch: string) => runs[batch] && { pipeline, run: batch },
        openRun: async ({ run }: { run: string }) => ({
          readResults: async () => new Map(runs[run]!.map((result) => [result.stage, result])),
        }),
      } as unknown as Ledger,
      'email-summary',
      ['x', 'y'],
    );
  const first = contentBatchName('added', ['x', 'y']);

  test('is the same for the same rows, also while their run is under way', async () => {
    expect(await nameAmong({})).toBe(first);
    expect(await nameAmong({ [first]: [validate] })).toBe(first);
  });

  test('is another each time that a run of it has ended before it came to a dataset', async () => {
    const second = await nameAmong({ [first]: [validate, cancelled] });
    expect(second).not.toBe(first);
    expect(await nameAmong({ [first]: [cancelled], [second]: [validate] })).toBe(second);
    const third = await nameAmong({ [first]: [cancelled], [second]: [failed('validate', 1, 2, 'broken')] });
    expect([first, second]).not.toContain(third);
  });
});
