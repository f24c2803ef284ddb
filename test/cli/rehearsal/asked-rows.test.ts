import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAskedRows } from '../../../cli/rehearsal/asked-rows';
import { exampleRun } from '../../functions/fakes';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'landfall-asked-rows-')), 'emails.jsonl');
  const rows = [
    { id: '1', body: 'Where is it?', summary: 'Asks where' },
    { id: '2', body: 'A REFUND, bitte: für 9 €', summary: 'Refund' },
    { id: '3', body: null, summary: '' },
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

const read = (trainingSql: string, text?: string, source = 'emails') => {
  const { configuration } = exampleRun((own) => {
    own.trainingSql = trainingSql;
    own.prompt = { system: 'Sum up.', user: '{{email}}' };
    own.pipeline.sources = { emails: { ...Object.values(own.pipeline.sources)[0]!, schema: 'emails.schema.json' } };
    own.pipeline.generation = { ...own.pipeline.generation, maxOutputTokens: 10 };
  });
  return readAskedRows(configuration, [{ source, path: file }], text);
};

test('of a row the prompt is asked and the target answered, by the columns behind them, in bytes', async () => {
  const { rows, readAs } = await read(
    "SELECT id AS key, CONCAT(emails.body, ' ', customers.name) AS email, emails.summary AS target FROM emails",
  );
  expect(rows).toMatchObject([
    { asked: 7 + 12, answered: 10 },
    { asked: 7 + 27, answered: 6 },
    { asked: 7, answered: 0 },
  ]);
  expect(rows[1]!.votes).toEqual({
    inputWords: 'refund',
    inputLength: '22.6 to 32',
    outputCategory: 'refund',
    outputLength: '5.66 to 8',
  });
  expect(readAs).toBe('emails: body is asked, summary answered');
});

test('where training.sql names no column of it, all others are asked, and the answer is as long as it may be', async () => {
  const { rows, readAs } = await read('SELECT * FROM prepared');
  expect(rows[0]).toMatchObject({ asked: 7 + 1 + 12 + 10, answered: 40 });
  expect(readAs).toMatch(/id and body and summary are asked, and answered in as many tokens as generation/);
});

test('rows with a text are found in any column, whatever its case', async () => {
  const { matching } = await read('SELECT body AS email, summary AS target FROM emails', 'refund');
  expect(matching).toMatchObject([{ asked: 7 + 27, answered: 6 }]);
});

test('a source without rows is refused, with how to name its file', async () => {
  await expect(read('SELECT 1', undefined, 'customers')).rejects.toMatchObject({
    message: 'There are no rows of emails.',
    details: { exitCode: 2, next: expect.stringContaining('--source emails=FILE') },
  });
});
