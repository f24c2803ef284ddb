import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../schemas/generated/types';
import { exampleRun } from '../functions/fakes';
import { openValidator, type Validator } from './validator';

/** emails refer to customers; both have columns whose values name a row. */
function related({ pipeline, rowSchemas }: Configuration) {
  const source = { format: 'auto', form: 'rows', required: true } as const;
  pipeline.sources = {
    emails: {
      ...source,
      schema: 'emails.schema.json',
      unique: ['id'],
      references: { customer: 'customers.id', shop: 'shops.name' },
    },
    customers: { ...source, schema: 'customers.schema.json', unique: ['id', 'day'] },
    shops: { ...source, schema: 'shops.schema.json', required: false },
  };
  for (const name of ['uniqueness', 'references'] as const) {
    pipeline.validation.checks[name] = { level: 'warn', threshold: 0 };
  }
  const text = { type: 'string' };
  const maybe = { type: ['integer', 'null'] };
  Object.assign(rowSchemas, {
    emails: { type: 'object', properties: { id: text, customer: maybe, shop: text, size: { type: 'number' } } },
    customers: { type: 'object', properties: { id: maybe, day: text } },
    shops: { type: 'object', properties: { name: text } },
  });
}

let validator: Validator;
beforeAll(async () => {
  validator = await openValidator();
});
beforeEach(() => validator.configure(related));
afterAll(async () => {
  await validator?.close();
});

describe('what is asked of sources as sets', () => {
  const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  test('counts the rows that repeat a unique column, and shows the first five with the row that was there before', async () => {
    const emails = Array.from({ length: 20 }, (_, n) => ({ id: n < 12 ? `e${n}` : 'e3', customer: 1 }));
    const { check, result } = await validator.drop('unique', {
      'customers.csv': 'id,day\n1,mon\n1,tue\n1,mon\n2,mon\n',
      'emails.jsonl': lines(emails),
    });
    expect(result?.status).toBe('succeeded');
    const emailCheck = check('uniqueness', 'emails')!;
    expect(emailCheck).toMatchObject({
      outcome: 'warned',
      measured: 0.4,
      count: 8,
      total: 20,
      reason: '8 of 20 rows (40 %) repeat the id of an earlier one',
    });
    expect(emailCheck.rows).toHaveLength(5);
    expect(emailCheck.rows[0]).toEqual({
      where: 'emails.jsonl, line 13',
      origin: expect.stringMatching(/^gs:\/\/landing\/email-summary\/unique\/emails\.jsonl#\d+:13$/),
      what: 'id "e3", as in emails.jsonl, line 4',
    });
    expect(check('uniqueness', 'customers')).toMatchObject({
      count: 1,
      rows: [{ where: 'customers.csv, line 4', what: 'id 1, day "mon", as in customers.csv, line 2' }],
    });
  });

  test('counts the rows whose reference is not found; nothing refers to nothing', async () => {
    const { check } = await validator.drop('references', {
      'customers.csv': 'id,day\n1,mon\n2,mon\n',
      'emails.jsonl': lines([
        { id: 'a', customer: 1 },
        { id: 'b', customer: 3 },
        { id: 'c', customer: null },
        { id: 'd', customer: -4 },
      ]),
    });
    expect(check('references', 'emails.customer')).toMatchObject({
      measured: 0.5,
      count: 2,
      total: 4,
      reason: '2 of 4 rows (50 %) have a customer that is not found in customers.id',
      rows: [
        { where: 'emails.jsonl, line 2', what: 'customer 3' },
        { where: 'emails.jsonl, line 4', what: 'customer -4' },
      ],
    });
    expect(check('references', 'emails.shop')).toMatchObject({
      outcome: 'passed',
      measured: null,
      reason: 'the batch has no shops',
    });
  });

  test('ends a run most of whose references find nothing, as when the other file was cut off in the middle', async () => {
    await validator.configure((configuration) => {
      related(configuration);
      configuration.pipeline.validation.checks.references =
        exampleRun().configuration.pipeline.validation.checks.references;
    });
    const { result } = await validator.drop('cut', {
      'customers.csv': 'id,day\n1,mon\n2,mon\n3,m',
      'emails.jsonl': lines(Array.from({ length: 10 }, (_, n) => ({ id: `e${n}`, customer: n }))),
    });
    expect(result).toMatchObject({
      status: 'failed',
      error: {
        message:
          'references of emails.customer: 7 of 10 rows (70 %) have a customer that is not found in customers.id; the pipeline allows at most 20 %, ' +
          'unless validation.checks has references: { level: warn }',
      },
    });
  });

  test('looks at the parts of a source together', async () => {
    const { check } = await validator.drop('parts', {
      'customers/a.csv': 'id,day\n1,mon\n',
      'customers/b.csv': 'id,day\n1,mon\n2,mon\n',
      'emails.jsonl': lines([{ id: 'a', customer: 2 }]),
      _SUCCESS: '',
    });
    expect(check('uniqueness', 'customers')).toMatchObject({
      count: 1,
      total: 3,
      rows: [{ where: 'customers/b.csv, line 2', what: 'id 1, day "mon", as in customers/a.csv, line 2' }],
    });
    expect(check('references', 'emails.customer')).toMatchObject({
      count: 0,
      reason: 'every customer is found in customers.id (1 row)',
    });
  });

  test('shows values so that neither a terminal nor a sheet obeys them, and personal data masked', async () => {
    const hostile = ['=cmd|x', '\u001b[31m', 'ana.b@example.com', 'x'.repeat(500), '`${{id}}`'];
    const { check } = await validator.drop('hostile', {
      'customers.csv': 'id,day\n1,mon\n',
      'emails.jsonl': lines([...hostile, ...hostile].map((id) => ({ id, customer: 1 }))),
    });
    expect(check('uniqueness', 'emails')!.rows.map(({ what }) => what)).toEqual([
      'id "=cmd|x", as in emails.jsonl, line 1',
      'id "\\u001b[31m", as in emails.jsonl, line 2',
      'id "a…@…", as in emails.jsonl, line 3',
      `id "${'x'.repeat(60)}…", as in emails.jsonl, line 4`,
      'id "`${{id}}`", as in emails.jsonl, line 5',
    ]);
  });

  test('takes values for equal only where each of them is, and a row without one repeats nothing', async () => {
    const { check } = await validator.drop('equal', {
      'customers.csv': 'id,day\n1,23\n12,3\n1,23\n,23\n,23\n',
      'emails.jsonl': lines([{ id: 'a', customer: 1 }]),
    });
    expect(check('uniqueness', 'customers')).toMatchObject({
      count: 1,
      total: 5,
      rows: [{ where: 'customers.csv, line 4' }],
    });
  });

  test('goes by columns of any type, under any name', async () => {
    await validator.configure((configuration) => {
      related(configuration);
      configuration.pipeline.sources['emails']!.unique = ['Größe in cm', 'tags'];
      configuration.pipeline.sources['emails']!.references = undefined;
      configuration.rowSchemas['emails'] = {
        type: 'object',
        properties: { 'Größe in cm': { type: 'number' }, tags: { type: 'array' } },
      };
    });
    const { check } = await validator.drop('types', {
      'customers.csv': 'id,day\n1,mon\n',
      'emails.jsonl': lines([
        { 'Größe in cm': 0.5, tags: ['a', 1] },
        { 'Größe in cm': 0.5, tags: ['a', 2] },
        { 'Größe in cm': 0.5, tags: ['a', 1] },
        {},
        {},
      ]),
    });
    expect(check('uniqueness', 'emails')).toMatchObject({
      count: 1,
      rows: [{ what: 'Größe in cm 0.5, tags ["a",1], as in emails.jsonl, line 1' }],
    });
  });

  test('fails the run when the rule says so, with the report written', async () => {
    await validator.configure((configuration) => {
      related(configuration);
      configuration.pipeline.validation.checks.uniqueness.level = 'fail';
    });
    const { result, report } = await validator.drop('failing', {
      'customers.csv': 'id,day\n1,mon\n1,mon\n',
      'emails.jsonl': lines([{ id: 'a', customer: 1 }]),
    });
    expect(result).toMatchObject({
      status: 'failed',
      error: {
        message:
          'uniqueness of customers: 1 of 2 rows (50 %) repeat the id and day of an earlier one; the pipeline allows none',
        where: 'customers.csv, line 3: id 1, day "mon", as in customers.csv, line 2',
        fix: expect.stringMatching(/npx landfall run 2\d{7}-/),
      },
    });
    expect(report?.checks.find(({ outcome }) => outcome === 'failed')?.subject).toBe('customers');
  });

  test('is one statement, whatever a pipeline asks, and none when it asks nothing', async () => {
    const { world } = await validator.drop('jobs', {
      'customers.csv': 'id,day\n1,mon\n',
      'emails.jsonl': lines([{ id: 'a', customer: 1 }]),
    });
    const { run } = world.published[0]!.data as { run: string };
    const [jobs] = await validator.local.client.getJobs({ maxResults: 1000, projection: 'full' });
    const queries = jobs.filter(({ id, metadata }) => id!.includes(run) && metadata.configuration?.query);
    expect(queries.map(({ id }) => id)).toEqual([`landfall-email-summary-${run}-source-checks`]);
  });
});

describe('staging', () => {
  const batch = { 'customers.csv': 'id,day\n1,mon\n', 'emails.jsonl': '{"id":"a","customer":1}\n' };

  test('loads an object once, whichever run needs it, and again when its table is gone', async () => {
    const before = (await validator.loads()).length;
    const loads = async () => (await validator.loads()).length - before;
    const first = await validator.drop('shared', batch);
    expect(first.result?.status).toBe('succeeded');
    expect(await loads()).toBe(2);
    const second = await validator.drop('shared', { 'emails.jsonl': '{"id":"b","customer":1}\n' });
    expect(second.result?.status).toBe('succeeded');
    expect(await loads()).toBe(3);

    const [tables] = await validator.local.client.dataset('staging').getTables();
    for (const table of tables) await table.delete();
    const third = await validator.drop('shared', { 'emails.jsonl': '{"id":"c","customer":1}\n' });
    expect(third.result?.status).toBe('succeeded');
    expect(await loads()).toBe(5);
    expect((await validator.loads()).filter((id) => /-\d{8}-1$/.test(id))).toHaveLength(1);
  });

  test('loads an object once when two runs ask for it at the same time', async () => {
    const before = (await validator.loads()).length;
    const waiting = await validator.drop('twins', { 'customers.csv': batch['customers.csv'] });
    expect(waiting.result).toBeUndefined();
    const outcomes = await Promise.all(
      ['emails.jsonl', 'emails.jsonl'].map((name) => validator.drop('twins', { [name]: batch['emails.jsonl'] })),
    );
    expect(outcomes.map(({ result }) => result?.status)).toEqual(['succeeded', 'succeeded']);
    expect(new Set(outcomes.map(({ world }) => world.published[0]?.subject)).size).toBe(2);
    expect((await validator.loads()).length - before).toBe(3);
  });

  test('lays a table out by the rows of the file, each with its place in it', async () => {
    const { report } = await validator.drop('layout', batch);
    const [, , name] = report!.objects!.find(({ source }) => source === 'customers')!.table.split('.');
    const table = validator.local.client.dataset('staging').table(name!);
    const [metadata] = await table.getMetadata();
    expect(metadata.clustering).toEqual({ fields: ['_row'] });
    expect((await table.getRows())[0]).toEqual([{ _row: 1, _line: 2, id: 1, day: 'mon' }]);
  });
});

test('an output that Landfall writes into the landing bucket starts no run', async () => {
  const { objects } = validator;
  await objects.write('gs://landing/email-summary/loop/customers.csv', 'id,day\n1,mon\n');
  const emails = objects.openWrite('gs://landing/email-summary/loop/emails.jsonl');
  await new Promise((resolve) => emails.end('{"id":"a","customer":1}\n', () => resolve(undefined)));
  await objects.compose(['gs://landing/email-summary/loop/customers.csv'], 'gs://landing/email-summary/loop/_SUCCESS');
  for (const name of ['customers.csv', 'emails.jsonl', '_SUCCESS']) {
    const { world, result } = await validator.announce(`email-summary/loop/${name}`);
    expect(result).toBeUndefined();
    expect(world.lines).toMatchObject([{ severity: 'INFO', message: `${name}: Landfall wrote it` }]);
  }
});
