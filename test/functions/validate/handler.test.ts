import { beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { requestConfigurationPath } from '../../../core/ledger-layout';
import { defineStage } from '../../../functions/shared/stage/stage';
import { findRuns } from '../../../functions/validate/batch/find-runs';
import { validate, type ValidateDeps } from '../../../functions/validate/handler';
import type {
  Configuration,
  DatasetValidated,
  Run,
  StageResult,
  ValidationReport,
} from '../../../schemas/generated/types';
import { isValidationReport } from '../../../schemas/generated/validators';
import { sharedSql } from '../../sql/shared-sql';
import { artifacts, createWorld, exampleRun, landing, notification, settled, type World } from '../fakes';
import { createFakeWarehouse, type FakeWarehouse } from './fake-warehouse';

const batch = 'email-summary/b1';
const emails = [1, 2, 3].map((n) =>
  JSON.stringify({ id: `e${n}`, customer_id: n, body: `Hëllo ${n}`, summary: `Sum ${n}` }),
);
const customers = 'id,name\n1,Ana\n2,"Bo\nB."\n3,Cy\n';

describe('validate', () => {
  let world: World;
  let warehouse: FakeWarehouse;
  const configured = (change?: (configuration: Configuration) => void) =>
    world.objects.put(
      `gs://${artifacts}/pipelines/email-summary/pipeline.json`,
      JSON.stringify(
        exampleRun((configuration) => {
          configuration.sql = sharedSql;
          change?.(configuration);
        }).configuration,
      ),
    );

  beforeEach(() => {
    world = createWorld();
    warehouse = createFakeWarehouse();
    configured();
  });

  const config = { codeVersion: '0.1.0', project: 'p', stagingDataset: 'staging' };
  const stage = (find = findRuns) =>
    defineStage({
      name: 'validate',
      createDeps: () => ({ ...world, warehouse, config }),
      findRuns: find,
      handle: validate,
    });
  const drop = (name: string, body: string | Buffer) => {
    const generation = world.objects.put(`gs://${landing}/${name}`, body);
    return notification(landing, name, generation);
  };
  const dropBatch = (rows = `${emails.join('\n')}\n`) => {
    drop(`${batch}/customers.csv`, customers);
    return drop(`${batch}/emails.jsonl`, rows);
  };
  const results = () =>
    world.objects
      .uris()
      .filter((uri) => uri.endsWith('validate/result.json'))
      .map((uri) => JSON.parse(world.objects.text(uri)!) as StageResult);
  const runFiles = () => world.objects.uris().filter((uri) => uri.endsWith('run.json'));

  test('a batch that was dropped for a request is read with the configuration of that request, where it has one', async () => {
    const own = exampleRun(({ sql, pipeline }) => {
      Object.assign(sql, sharedSql);
      pipeline.description = 'of the successor';
    }).configuration;
    const path = requestConfigurationPath('email-summary', 'r-11853a2c');
    await world.objects.write(`gs://${artifacts}/${path}`, JSON.stringify(own));
    for (const [name, description] of [
      ['retrain-r-11853a2c', 'of the successor'],
      ['retrain-r-2bb42a6e', exampleRun().configuration.pipeline.description],
    ] as const) {
      drop(`email-summary/${name}/customers.csv`, customers);
      await stage()(drop(`email-summary/${name}/emails.jsonl`, `${emails.join('\n')}\n`));
      const runs = runFiles().map((uri) => JSON.parse(world.objects.text(uri)!) as Run);
      const made = runs.find(({ trigger }) => trigger.objects[0]!.name.includes(name))!;
      expect(made.configuration!.pipeline.description).toBe(description);
    }
  });

  test('tells how far it is: with the first rows, twice a second, and at the end', async () => {
    const rows = Array.from({ length: 500 }, () => emails[0]).join('\n');
    await stage()(dropBatch(`${rows}\n`));
    const progress = world.lines.filter(({ source, progress }) => source === 'emails' && progress);
    expect(progress).toMatchObject([
      { message: '500 rows of emails checked', progress: { done: rows.length + 500, unit: 'bytes' } },
      { message: '500 rows of emails checked', progress: { done: rows.length + 501, total: rows.length + 501 } },
    ]);
  });

  test('waits for the other source of a batch', async () => {
    await stage()(drop(`${batch}/emails.jsonl`, emails.join('\n')));
    expect(runFiles()).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'INFO', message: 'emails.jsonl: waiting for customers' }]);
  });

  const validated = (at = 0) => world.published[at]!.data as DatasetValidated;
  const reports = () =>
    world.objects
      .uris()
      .filter((uri) => uri.endsWith('validate/report.json'))
      .map((uri) => JSON.parse(world.objects.text(uri)!) as ValidationReport);

  test('stores the clean rows with their numbers, and loads them into a table of their own', async () => {
    await stage()(dropBatch());
    const [emailRows, customerRows] = validated().sources.map(({ objects }) => objects[0]!);
    expect(world.objects.text(emailRows!.cleanUri)!.split('\n')[1]).toBe(
      '{"_row":2,"_line":2,"id":"e2","customer_id":2,"body":"Hëllo 2","summary":"Sum 2"}',
    );
    expect(world.objects.text(customerRows!.cleanUri)).toBe(
      '{"_row":1,"_line":2,"id":1,"name":"Ana"}\n' +
        '{"_row":2,"_line":3,"id":2,"name":"Bo\\nB."}\n' +
        '{"_row":3,"_line":5,"id":3,"name":"Cy"}\n',
    );
    expect(warehouse.tables.get(emailRows!.table)).toMatchObject({
      uri: emailRows!.cleanUri,
      columns: [{ name: '_row' }, { name: '_line' }, { name: 'id', type: 'STRING' }, { name: 'customer_id' }, {}, {}],
    });
    expect(validated()).toMatchObject({
      rows: 6,
      quarantined: 0,
      sources: [
        { source: 'emails', rows: 3, objects: [{ uri: `gs://${landing}/${batch}/emails.jsonl`, rows: 3 }] },
        { source: 'customers', rows: 3 },
      ],
    });
  });

  test('reports on every object and every check, whatever comes of it', async () => {
    await stage()(dropBatch(`${emails.join('\n')}\n{}\n`));
    const [report] = reports();
    expect(isValidationReport(report)).toBe(true);
    expect(report).toMatchObject({
      stage: 'validate',
      objects: [
        { source: 'customers', format: 'csv', rows: 3 },
        { source: 'emails', rows: 3, quarantined: 1, reasons: [{ count: 1 }, {}, {}, {}] },
      ],
      checks: [
        {
          name: 'invalidRows',
          subject: 'emails',
          outcome: 'failed',
          measured: 0.25,
          reason: expect.stringMatching(/^1 of 4 rows \(25 %\) are invalid: id is missing \(1\), .*…$/),
          rows: [
            {
              where: 'emails.jsonl, line 4',
              origin: expect.stringMatching(/^gs:.*emails\.jsonl#\d+:4$/),
              what: expect.stringMatching(/^id is missing; /),
            },
          ],
        },
        { name: 'minimumRows', subject: 'emails', outcome: 'passed', measured: 3 },
        { name: 'invalidRows', subject: 'customers', outcome: 'passed', reason: 'every row is valid' },
        { name: 'minimumRows', subject: 'customers', outcome: 'passed' },
      ],
    });
  });

  test('reads and loads an object once, whichever run needs it', async () => {
    await stage()(dropBatch());
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    const [first, second] = [validated(0), validated(1)];
    expect(second.sources[1]).toEqual(first.sources[1]);
    expect(second.sources[0]!.objects[0]!.table).not.toBe(first.sources[0]!.objects[0]!.table);
    expect(warehouse.jobs).toHaveLength(3);
    expect(world.lines).toContainEqual(
      expect.objectContaining({ message: 'customers.csv was read before and is used again' }),
    );
  });

  test('reads an object again when it would be read otherwise', async () => {
    await stage()(dropBatch());
    configured(({ rowSchemas }) => void (rowSchemas['customers'] = { type: 'object', properties: {} }));
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(validated(1).sources[1]!.objects[0]!.key).not.toBe(validated(0).sources[1]!.objects[0]!.key);
  });

  test('loads a table again that has expired since, by a job of another name', async () => {
    await stage()(dropBatch());
    warehouse.tables.clear();
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    const { table, key } = validated(1).sources[1]!.objects[0]!;
    expect([...warehouse.tables.keys()]).toContain(table);
    expect(warehouse.jobs.filter((id) => id.includes(key))).toEqual([
      `landfall-load-${key}-20261123`,
      `landfall-load-${key}-20261123-1`,
    ]);
  });

  test('reads an object again whose rows someone has cleared away', async () => {
    await stage()(dropBatch());
    warehouse.tables.clear();
    for (const uri of world.objects.uris()) if (uri.endsWith('clean.jsonl')) world.objects.purge(uri);
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(world.objects.text(validated(1).sources[1]!.objects[0]!.cleanUri)).toMatch(/Ana/);
  });

  test('goes on after a crash between reading and loading', async () => {
    const landed = dropBatch();
    warehouse.failNextLoad(new Error('killed'));
    await expect(stage()(landed)).rejects.toThrow('killed');
    await stage()(landed);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
    expect(warehouse.jobs).toHaveLength(2);
  });

  test('waits for a twin that reads the same object, and takes what that has found', async () => {
    const first = dropBatch();
    const second = drop(`${batch}/emails.jsonl`, emails[0]!);
    world.clock.sleep = settled;
    await Promise.all([stage()(first), stage()(second)]);
    expect(world.published).toHaveLength(2);
    expect(validated(1).sources[1]).toEqual(validated(0).sources[1]);
    expect(warehouse.jobs).toHaveLength(3);
  });

  test('does not wait for a twin that holds an object for long: it is brought back', async () => {
    const landed = dropBatch();
    const held = JSON.stringify({ holder: 'another', expiresAt: '2026-11-23T11:00:00.000Z' });
    world.objects.failNext('write', 'validate/report.json', new Error('killed'));
    await expect(stage()(landed)).rejects.toThrow('killed');
    for (const uri of world.objects.uris().filter((each) => each.includes('/staged/'))) world.objects.purge(uri);
    const key = /landfall-load-(\w+)/.exec(warehouse.jobs[0]!)![1]!;
    world.objects.put(`gs://${artifacts}/staged/${key}/lease.json`, held);
    await stage()(landed);
    expect(results()).toEqual([]);
    expect(await world.ledger.inFlight('validate').list()).toMatchObject([{ pipeline: 'email-summary' }]);
  });

  describe('whose object takes three deliveries', () => {
    const rows = Array.from({ length: 400 }, (_, index) =>
      JSON.stringify({ id: `e${index}`, customer_id: index % 9 ? 1 : 'x', body: 'Hello', summary: 'Sum' }),
    ).join('\n');
    const limits = { blockBytes: 300, blockRows: 5, longestRow: 1000, partBytes: 3000 };
    /** A delivery whose time is up after so many looks at it, of which there is one after each block. */
    const delivery = (looks: number) =>
      defineStage<'validate', ValidateDeps>({
        name: 'validate',
        createDeps: () => ({ ...world, warehouse, config, limits }),
        findRuns,
        handle: (data, context) => validate(data, { ...context, isTimeUp: () => looks-- <= 0 }),
      });
    const marks = () => world.ledger.inFlight('validate').list();
    const parts = () => world.objects.uris().filter((uri) => uri.includes('/parts/'));

    test.each<[string, (text: string) => string | Buffer]>([
      ['as it is', (text) => text],
      ['packed', (text) => gzipSync(text)],
    ])('ends as in one, and nothing is left of its parts (%s)', async (_, pack) => {
      configured(({ pipeline }) => void (pipeline.validation.maxInvalidShare = 0.5));
      drop(`${batch}/customers.csv`, customers);
      const landed = drop(`${batch}/emails.jsonl`, pack(rows));
      let before = 0;
      for (const looks of [40, 40]) {
        await delivery(looks)(landed);
        expect(results()).toEqual([]);
        expect(await marks()).toHaveLength(1);
        expect(parts().length).toBeGreaterThan(before);
        before = parts().length;
      }
      await delivery(Infinity)(landed);
      expect(results()).toMatchObject([{ status: 'succeeded' }]);
      expect(await marks()).toEqual([]);
      expect(parts()).toEqual([]);
      const inThree = validated().sources[0]!;
      const filesOf = ({ objects }: DatasetValidated['sources'][number]) =>
        objects.flatMap(({ cleanUri, quarantineUri }) =>
          [cleanUri, quarantineUri!].map((uri) => world.objects.text(uri)),
        );
      const three = { ...reports()[0]!.objects![1]!, files: filesOf(inThree) };

      world = createWorld();
      warehouse = createFakeWarehouse();
      configured();
      configured(({ pipeline }) => void (pipeline.validation.maxInvalidShare = 0.5));
      drop(`${batch}/customers.csv`, customers);
      await delivery(Infinity)(drop(`${batch}/emails.jsonl`, pack(rows)));
      expect({ ...reports()[0]!.objects![1]!, files: filesOf(validated().sources[0]!) }).toEqual(three);
    });
  });

  test('takes the parts of a source together, and leaves out the empty ones', async () => {
    drop(`${batch}/customers.csv`, customers);
    drop(`${batch}/emails/part-0.jsonl`, emails[0]!);
    drop(`${batch}/emails/part-1.jsonl`, '');
    drop(`${batch}/emails/day=2/part.jsonl`, `${emails[1]}\n${emails[2]}\nx\n`);
    configured(({ pipeline }) => void (pipeline.validation.maxInvalidShare = 0.5));
    await stage()(drop(`${batch}/_SUCCESS`, ''));
    expect(validated().sources[0]).toMatchObject({
      source: 'emails',
      rows: 3,
      quarantined: 1,
      objects: [{ uri: expect.stringMatching(/day=2\/part\.jsonl$/), rows: 2 }, { rows: 1 }],
    });
    expect(validated().sources[0]!.objects[0]!.quarantineUri).toMatch(
      /\/quarantine\/email-summary\/[-0-9a-f]+\/emails\/day-2-part\.jsonl-[0-9a-f]{8}\.jsonl$/,
    );
    expect(reports()[0]!.checks[0]!.rows).toMatchObject([{ where: 'emails/day=2/part.jsonl, line 3' }]);
  });

  test('does not list a batch for each of its parts', async () => {
    const listed: string[] = [];
    const list = world.objects.list.bind(world.objects);
    world.objects.list = (prefix, options) => {
      listed.push(prefix.slice(`gs://${landing}/${batch}/`.length));
      return list(prefix, options);
    };
    await stage()(drop(`${batch}/emails/part-0`, emails[0]!));
    drop(`${batch}/_SUCCESS`, '');
    await stage()(drop(`${batch}/emails/part-1`, emails[0]!));
    expect(listed).toEqual(['_SUCCESS', 'emails/part-0', '_SUCCESS', 'emails/part-1']);
    expect(world.lines.map(({ message }) => message)).toEqual([
      'emails/part-0: waiting for _SUCCESS',
      'emails/part-1: it came after _SUCCESS: write that again to take it in',
    ]);
  });

  test('has no objects of a source that need not be there', async () => {
    configured(({ pipeline }) => void (pipeline.sources['customers']!.required = false));
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(validated().sources[1]).toEqual({ source: 'customers', objects: [], rows: 0, quarantined: 0 });
    expect(reports()[0]!.checks.map(({ subject }) => subject)).toEqual(['emails', 'emails']);
  });

  test('asks nothing of the warehouse when there is nothing to ask', async () => {
    await stage()(dropBatch());
    expect(warehouse.statements).toEqual([]);
  });

  test('tells of all files that cannot be read, and reports on the others', async () => {
    configured(({ pipeline }) => void (pipeline.sources['notes'] = { ...pipeline.sources['customers']! }));
    drop(`${batch}/notes.csv`, customers);
    drop(`${batch}/customers.csv`, 'id,id\n1,2\n');
    await stage()(drop(`${batch}/emails.jsonl`, Buffer.from('\ufeffx', 'utf16le')));
    const message = expect.stringMatching(/^2 files cannot be read: customers\.csv.*; emails\.jsonl/);
    expect(results()).toMatchObject([{ status: 'failed', error: { message } }]);
    expect(reports()).toMatchObject([{ objects: [{ source: 'notes' }], checks: [] }]);
  });

  test('quarantines an invalid row with its line, the reasons, and its text', async () => {
    configured(({ pipeline }) => void (pipeline.validation.maxInvalidShare = 0.5));
    await stage()(
      dropBatch([emails[0], '', '{"id":"e9","customer_id":"x","body":""}', emails[1], 'not json'].join('\n')),
    );
    const quarantine = world.objects.uris().find((uri) => uri.includes('/quarantine/'))!;
    expect(quarantine).toMatch(/\/quarantine\/email-summary\/20261123-[0-9a-f]{8}\/emails\.jsonl$/);
    const rows = world.objects
      .text(quarantine)!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).toMatchObject([
      {
        source: 'emails',
        row: 2,
        line: 3,
        reasons: ['summary is missing', 'customer_id is not an integer', 'body is empty'],
        raw: '{"id":"e9","customer_id":"x","body":""}',
      },
      { row: 4, line: 5, reasons: [expect.stringMatching(/^the line is not JSON/)], raw: 'not json' },
    ]);
    expect(world.published).toMatchObject([{ data: { rows: 5, quarantined: 2 } }]);
  });

  test('makes one run of one batch, however often and in whatever order it is announced', async () => {
    const last = dropBatch();
    const receive = stage();
    await Promise.allSettled([receive(last), receive(last), receive(last)]);
    await receive(last);
    expect(runFiles()).toHaveLength(1);
    expect(results()).toHaveLength(1);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
  });

  test('leaves a run to whoever has begun it, and makes one that nobody could', async () => {
    const first = drop(`${batch}/customers.csv`, customers);
    const second = drop(`${batch}/emails.jsonl`, `${emails[0]}\n`);
    await stage()(first);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
    world.objects.failNext('read', 'validate/result.json', new Error('it looks at the run'));
    await expect(stage()(second)).rejects.toThrow('it looks at the run');
    await stage()(second);
    await stage()(first);
    expect(runFiles()).toHaveLength(1);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
  });

  test('makes no second run when the batch is announced again after a deployment, and finishes the first', async () => {
    const landed = dropBatch();
    world.objects.failNext('write', 'validate/result.json', new Error('killed'));
    await expect(stage()(landed)).rejects.toThrow('killed');
    configured((configuration) => void (configuration.digest = 'f'.repeat(64)));
    await stage()(landed);
    expect(runFiles()).toHaveLength(1);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
  });

  test('makes another run of the same names when one of them was dropped again', async () => {
    await stage()(dropBatch());
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(runFiles()).toHaveLength(2);
  });

  test('repeats its work after a crash, with the same outcome', async () => {
    const landed = dropBatch();
    world.objects.failNext('write', 'validate/result.json', new Error('killed'));
    await expect(stage()(landed)).rejects.toThrow('killed');
    await stage()(landed);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
    expect(world.published).toHaveLength(1);
  });

  test.each<
    [string, { name?: string; body: string | Buffer; change?: (configuration: Configuration) => void }, object]
  >([
    [
      'a file of no pipeline',
      { name: 'unknown/b1/x.jsonl', body: '{}' },
      { message: 'there is no pipeline unknown', where: `gs://${landing}/unknown/b1/x.jsonl` },
    ],
    [
      'a file of no source',
      { name: `${batch}/orders.csv`, body: 'a\n1\n' },
      {
        message: 'orders.csv is no source of email-summary',
        fix: 'name a file after its source, and a folder of parts as well: emails, customers',
      },
    ],
    ['an empty file', { body: '' }, { message: 'the file is empty' }],
    [
      'a file without rows',
      { body: '\n\n' },
      {
        message: 'minimumRows of emails: there is no clean row; the pipeline asks for at least 1 row',
        where: 'emails.jsonl: 0 clean rows',
      },
    ],
    [
      'another encoding',
      { body: Buffer.from(`${emails[0]}\n{"id":"caf\xe9"}`, 'latin1') },
      {
        message: expect.stringContaining('the text is not UTF-8'),
        where: expect.stringMatching(/^emails\.jsonl, line 1/),
      },
    ],
    [
      'UTF-16',
      { body: Buffer.from(`\ufeff${emails[0]}`, 'utf16le') },
      { message: 'the file is UTF-16, not UTF-8', where: 'emails.jsonl' },
    ],
    [
      'too many invalid rows',
      { body: `${emails[0]}\n{}\n` },
      {
        message: expect.stringMatching(
          /^invalidRows of emails: 1 of 2 rows \(50 %\) are invalid: id is missing \(1\), .*; the pipeline allows at most 5 %$/,
        ),
        where: expect.stringMatching(/^emails\.jsonl, line 2: id is missing; /),
        fix: expect.stringMatching(/^correct the rows listed in gs:.*emails\.jsonl, then drop the batch again$/),
      },
    ],
    [
      'an invalid row where none is allowed',
      {
        body: `${emails[0]}\n{}\n`,
        change: ({ pipeline }) => void Object.assign(pipeline.validation, { onInvalidRow: 'fail', maxInvalidShare: 1 }),
      },
      { message: expect.stringMatching(/; the pipeline allows none$/) },
    ],
    [
      'a row schema that is none',
      { body: emails[0]!, change: ({ rowSchemas }) => void (rowSchemas['emails'] = { type: 'banana' }) },
      { message: expect.stringContaining('the row schema of emails cannot be used') },
    ],
  ])('fails the run for %s, and says where and why', async (_, { name, body, change }, error) => {
    configured(change);
    if (name !== undefined) await stage()(drop(name, body));
    else {
      drop(`${batch}/customers.csv`, customers);
      await stage()(drop(`${batch}/emails.jsonl`, body));
    }
    expect(results()).toMatchObject([{ status: 'failed', error: { name: 'PermanentError', ...error } }]);
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1' }]);
  });

  test.each([
    ['of another table', 'foo,bar\n1,2\n', 'customers.csv, line 1: foo, bar', /as the row schema does/],
    ['with odd separators', 'id:name\n1:Ana\n', 'customers.csv, line 1: id:name', /set delimiter/],
  ])('fails the run for a header %s at once, not row by row', async (_, body, where, fix) => {
    configured();
    drop(`${batch}/customers.csv`, body);
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(results()).toMatchObject([
      {
        status: 'failed',
        error: { message: 'the header has no column id, name', where, fix: expect.stringMatching(fix) },
      },
    ]);
  });

  test.each([
    ['a source that is there twice', ['emails.csv', 'emails.jsonl'], 'the source emails is there more than once'],
    [
      'a source that is a file and a folder',
      ['emails.csv', 'emails/part-0'],
      'the source emails is there more than once',
    ],
    ['a batch that lacks a source', [], 'the batch lacks emails'],
    ['a folder of no source', ['emails.csv', 'orders/part-0', 'orders.csv'], ' is no source of email-summary'],
  ])('fails the run for %s', async (_, names, message) => {
    configured(({ pipeline }) => void (pipeline.batch.complete = 'marker'));
    drop(`${batch}/customers.csv`, customers);
    for (const name of names) drop(`${batch}/${name}`, emails[0]!);
    await stage()(drop(`${batch}/_SUCCESS`, ''));
    expect(results()).toMatchObject([{ status: 'failed', error: { message: expect.stringContaining(message) } }]);
  });

  test('fails the run of an empty batch', async () => {
    await stage()(drop(`${batch}/_SUCCESS`, ''));
    const fix = 'add emails, customers, then write _SUCCESS again';
    expect(results()).toMatchObject([{ error: { message: 'the batch holds no files', fix } }]);
  });

  test('fails the run of a pipeline that does not compile with every problem of it', async () => {
    const problems = [{ file: 'pipelines/email-summary/pipeline.yaml', line: 7, reason: 'epochs must be >= 1' }];
    world.objects.put(`gs://${artifacts}/pipelines/email-summary/pipeline.json`, JSON.stringify({ problems }));
    await stage()(drop(`${batch}/emails.jsonl`, emails[0]!));
    expect(results()).toMatchObject([
      {
        status: 'failed',
        error: {
          message: 'the pipeline email-summary does not compile: epochs must be >= 1',
          where: 'pipelines/email-summary/pipeline.yaml, line 7',
        },
      },
    ]);
  });

  test('reads the version that was announced, whatever came in its place since', async () => {
    const landed = dropBatch();
    const find = stage(async (data, deps) => {
      const runs = await findRuns(data, deps);
      drop(`${batch}/emails.jsonl`, 'newer');
      return runs;
    });
    await find(landed);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
    expect(validated()).toMatchObject({ rows: 6 });
  });

  test('fails the run of a version that was deleted for good while it was read', async () => {
    const landed = dropBatch();
    const find = stage(async (data, deps) => {
      const runs = await findRuns(data, deps);
      world.objects.purge(`gs://${landing}/${batch}/emails.jsonl`);
      return runs;
    });
    await find(landed);
    expect(results()).toMatchObject([
      { status: 'failed', error: { message: 'emails.jsonl was overwritten or deleted while it was read' } },
    ]);
  });

  test('makes no run of what Landfall wrote itself, wherever it wrote it', async () => {
    const names = [`${batch}/emails.jsonl`, `${batch}/customers.csv`, `${batch}/_SUCCESS`, 'datasets/v/train.jsonl'];
    for (const name of names) {
      const generation = await world.objects.write(`gs://${landing}/${name}`, 'x');
      await stage()(notification(landing, name, generation));
    }
    expect(runFiles()).toEqual([]);
    expect(world.lines.map(({ message }) => message)).toEqual([
      'emails.jsonl: Landfall wrote it',
      'customers.csv: Landfall wrote it',
      '_SUCCESS: Landfall wrote it',
      "ignored datasets/v/train.jsonl: datasets/ is a folder of Landfall's own",
    ]);
  });

  test.each([
    `${batch}/..`,
    `${batch}/../../etc/passwd.csv`,
    `${batch}/emails.csv\n{"severity":"ERROR"}`,
    `${batch}/'; DROP TABLE emails; --.csv`,
    `${batch}/"=HYPERLINK(1)".csv`,
    `${batch}/\u202eemails.csv`,
    `${batch}/__proto__.csv`,
    `${batch}/constructor/part-0.csv`,
    `${batch}/${'x'.repeat(900)}.csv`,
    `email-summary/${'x'.repeat(900)}/emails.csv`,
    `email-summary/../emails.csv`,
    `__proto__/b/x.csv`,
    `${'x'.repeat(900)}/b/x.csv`,
    `Ünicode/b/x.csv`,
  ])('makes a failed run or a line in the log of an object of a hostile name, and nothing else (%#)', async (name) => {
    await stage()(drop(name, 'a\n1\n'));
    await stage()(drop(`${name.split('/').slice(0, 2).join('/')}/_SUCCESS`, ''));
    for (const { status } of results()) expect(status).toBe('failed');
    expect(results().length + world.lines.length).toBeGreaterThan(0);
    expect(warehouse.jobs).toEqual([]);
    const written = world.objects.uris().filter((uri) => uri.startsWith(`gs://${artifacts}/`));
    for (const uri of written) expect(uri).toMatch(/^gs:\/\/[-\w]+\/(pipelines|triggers|runs)\/[-\w/]+\.json$/);
    expect(JSON.stringify(results().map(({ error }) => error))).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('is delivered again when storage is away', async () => {
    const landed = dropBatch();
    world.objects.failNext('list', '/b1/', new Error('503'));
    await expect(stage()(landed)).rejects.toThrow('503');
    await stage()(landed);
    expect(results()).toMatchObject([{ status: 'succeeded' }]);
  });

  test('ignores what is not a landing object', async () => {
    await stage()(drop('readme.txt', 'hello'));
    expect(runFiles()).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'WARNING' }]);
  });
});
