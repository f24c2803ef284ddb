import { beforeEach, describe, expect, test } from '@jest/globals';
import { defineStage } from '../../../functions/shared/stage';
import { findRuns, validate } from '../../../functions/validate/handler';
import type { Configuration, StageResult } from '../../../schemas/generated/types';
import { artifacts, createWorld, exampleRun, landing, notification, type World } from '../fakes';

const batch = 'email-summary/b1';
const emails = [1, 2, 3].map((n) =>
  JSON.stringify({ id: `e${n}`, customer_id: n, body: `Hëllo ${n}`, summary: `Sum ${n}` }),
);
const customers = 'id,name\n1,Ana\n2,"Bo\nB."\n3,Cy\n';

describe('validate', () => {
  let world: World;
  const configured = (change?: (configuration: Configuration) => void) =>
    world.objects.put(
      `gs://${artifacts}/pipelines/email-summary/pipeline.json`,
      JSON.stringify(exampleRun(change).configuration),
    );

  beforeEach(() => {
    world = createWorld();
    configured();
  });

  const stage = () =>
    defineStage({
      name: 'validate',
      input: 'landfall.dataset.landed.v1',
      outputs: ['landfall.dataset.validated.v1'],
      createDeps: () => ({ ...world, config: { codeVersion: '0.1.0' } }),
      findRuns,
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

  test('tells how far it is: once at the start, twice a second, and at the end', async () => {
    const rows = Array.from({ length: 500 }, () => emails[0]).join('\n');
    await stage()(dropBatch(`${rows}\n`));
    const progress = world.lines.filter(({ source, progress }) => source === 'emails' && progress);
    expect(progress).toMatchObject([
      { message: '1 rows of emails checked', progress: { unit: 'bytes' } },
      { message: '500 rows of emails checked', progress: { done: rows.length + 501, total: rows.length + 501 } },
    ]);
  });

  test('waits for the other source of a batch', async () => {
    await stage()(drop(`${batch}/emails.jsonl`, emails.join('\n')));
    expect(runFiles()).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'INFO', message: 'waiting for customers' }]);
  });

  test('stores the clean rows with their line numbers', async () => {
    await stage()(dropBatch());
    const [run] = runFiles();
    const folder = run!.replace('/run.json', '/validate');
    expect(world.objects.text(`${folder}/emails.clean.jsonl`)!.split('\n')[1]).toBe(
      '{"_row":2,"id":"e2","customer_id":2,"body":"Hëllo 2","summary":"Sum 2"}',
    );
    expect(world.objects.text(`${folder}/customers.clean.jsonl`)).toBe(
      '{"_row":2,"id":1,"name":"Ana"}\n{"_row":3,"id":2,"name":"Bo\\nB."}\n{"_row":5,"id":3,"name":"Cy"}\n',
    );
    expect(world.published).toMatchObject([
      {
        type: 'landfall.dataset.validated.v1',
        data: { rows: 6, quarantined: 0, sources: [{ source: 'customers' }, { source: 'emails' }] },
      },
    ]);
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
        fix: 'name the file after its source: emails.jsonl, customers.csv',
      },
    ],
    [
      'another format than declared',
      { name: `${batch}/emails.csv`, body: 'a\n1\n' },
      { message: 'emails.csv is no source of email-summary' },
    ],
    ['an empty file', { body: '' }, { message: 'the file is empty' }],
    ['a file without rows', { body: '\n\n' }, { message: 'the file holds no rows', where: 'emails.jsonl' }],
    [
      'another encoding',
      { body: Buffer.from(`${emails[0]}\n{"id":"caf\xe9"}`, 'latin1') },
      { message: 'the file is not UTF-8', where: expect.stringMatching(/^emails\.jsonl, line [12], byte \d+$/) },
    ],
    [
      'UTF-16',
      { body: Buffer.from(`\ufeff${emails[0]}`, 'utf16le') },
      { message: 'the file is UTF-16, not UTF-8', where: 'emails.jsonl, line 1, byte 1' },
    ],
    [
      'too many invalid rows',
      { body: `${emails[0]}\n{}\n` },
      {
        message: '1 of 2 rows are invalid, more than the 5 % the pipeline allows',
        where: 'emails.jsonl, line 2: id is missing',
      },
    ],
    [
      'an invalid row where none is allowed',
      {
        body: `${emails[0]}\n{}\n`,
        change: ({ pipeline }) => void (pipeline.validation = { onInvalidRow: 'fail', maxInvalidShare: 1 }),
      },
      { message: expect.stringContaining('the pipeline allows none'), where: 'emails.jsonl, line 2: id is missing' },
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
    ['with semicolons', 'id;name\n1;Ana\n', 'customers.csv, line 1: id;name', /separated by commas/],
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

  test('fails the run of an object that was overwritten while it was read', async () => {
    const landed = dropBatch();
    const [configuration, bucket] = [exampleRun().configuration, landing];
    const receive = defineStage({
      name: 'validate',
      input: 'landfall.dataset.landed.v1',
      outputs: ['landfall.dataset.validated.v1'],
      createDeps: () => ({ ...world, config: { codeVersion: configuration.codeVersion } }),
      findRuns: async (data, deps) => {
        const runs = await findRuns(data, deps);
        world.objects.put(`gs://${bucket}/${batch}/emails.jsonl`, 'newer');
        return runs;
      },
      handle: validate,
    });
    await receive(landed);
    expect(results()).toMatchObject([
      { status: 'failed', error: { message: 'emails.jsonl was overwritten or deleted while it was read' } },
    ]);
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
