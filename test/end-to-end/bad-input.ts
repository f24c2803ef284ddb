import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { followRun } from '../../operations/runs/follow';
import type { RunName } from '../../core/ledger-layout';
import { createLedger } from '../../operations/ledger/ledger';
import type { RunView } from '../../operations/runs/run-view';
import { eventually, patience } from '../eventually';
import { local, summary } from './deployed-sample';
import { endBeforeTuning } from './pubsub';
import { runOf } from './state';

let customers: string;
beforeAll(() => {
  customers = readFileSync(local.files[1], 'utf8');
});

/** Puts objects into the landing bucket as any tool may, and follows the run they make. */
async function land(pipeline: string, batch: string, objects: Record<string, string | Buffer>): Promise<RunView> {
  const bucket = local.cloud.storage.bucket(local.cloud.status.buckets.landing);
  for (const [name, content] of Object.entries(objects)) {
    await bucket.file(`${pipeline}/${batch}/${name}`).save(content, { resumable: false });
  }
  return followRun(local.cloud, await runOf(local.cloud, batch, pipeline));
}

const email = (id: number, more: object = {}): string =>
  JSON.stringify({
    id: `e${1000 + id}`,
    customer_id: 'c001',
    received_at: '2026-01-01T00:00:00Z',
    body: 'Hi',
    summary: 'Hi.',
    ...more,
  });
const rows = (count: number, broken: (i: number) => string | undefined = () => undefined): string =>
  Array.from({ length: count }, (_, i) => broken(i + 1) ?? email(i + 1)).join('\n');

describe('a run with bad input fails in validate and says where and why', () => {
  const production = () => createLedger(local.cloud).readProduction('email-summary');
  let productionBefore: Awaited<ReturnType<typeof production>>;
  beforeAll(async () => {
    productionBefore = await production();
  });

  test.each<[string, string, string, () => Record<string, string | Buffer>, RegExp, RegExp]>([
    ['a pipeline that is unknown', 'nowhere', 'unknown-pipeline', () => ({ 'a.csv': 'x\n1\n' }), /nowhere/, /./],
    ['a source that is unknown', 'email-summary', 'unknown-source', () => ({ 'orders.csv': 'x\n1\n' }), /orders/, /./],
    [
      'an empty file',
      'email-summary',
      'empty',
      () => ({ 'emails.jsonl': '', 'customers.csv': customers }),
      /no rows|empty/,
      /emails\.jsonl/,
    ],
    [
      'a file in another encoding',
      'email-summary',
      'encoding',
      () => ({
        'emails.jsonl': Buffer.from(`${email(1)}\n${email(2, { body: 'Grüße' })}\n`, 'latin1'),
        'customers.csv': customers,
      }),
      /UTF-8/i,
      /emails\.jsonl, line 2/,
    ],
    [
      'more broken rows than the pipeline allows',
      'email-summary',
      'broken',
      () => ({
        'emails.jsonl': rows(10, (i) => (i > 6 ? email(i, { summary: 5 }) : undefined)),
        'customers.csv': customers,
      }),
      /invalidRows of emails: 4 of 10 rows \(40 %\) are invalid: .*; the pipeline allows at most 20 %/,
      /emails\.jsonl, line 7: summary is not a string/,
    ],
    [
      'a line that is no JSON, among too many',
      'email-summary',
      'no-json',
      () => ({ 'emails.jsonl': rows(3, (i) => (i === 2 ? '{"id":' : undefined)), 'customers.csv': customers }),
      /1 of 3 rows/,
      /emails\.jsonl, line 2: the line is not JSON/,
    ],
  ])('%s', async (_, pipeline, batch, objects, message, where) => {
    const view = await land(pipeline, batch, objects());
    expect(view).toMatchObject({
      status: 'failed',
      error: { stage: 'validate', message: expect.stringMatching(message) },
    });
    expect(view.error?.where ?? view.error?.fix ?? '').toMatch(where);
    const { exitCode, stdout } = await local.landfall('run', view.run);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(message);
    expect(stdout).toMatch(/Next {3}/);
  });

  test('and production stays as it was', async () => {
    expect(productionBefore).toMatchObject({ run: summary.run });
    expect(await production()).toEqual(productionBefore);
  });
});

describe('a batch is complete at _SUCCESS', () => {
  beforeAll(endBeforeTuning);

  const landing = () => local.cloud.storage.bucket(local.cloud.status.buckets.landing);
  const put = (name: string, content: string | Buffer) =>
    landing().file(`email-summary/${name}`).save(content, { resumable: false });
  const runsOf = async (batch: string) => {
    const ledger = createLedger(local.cloud);
    const records = await Promise.all((await ledger.listRuns()).map(async (key) => (await ledger.openRun(key)).record));
    return records.filter(({ trigger }) => trigger.objects.some(({ name }) => name.split('/')[1] === batch));
  };
  /** Waits until validate has said something of a batch. */
  const hearOf = async (batch: string, message: RegExp) => {
    const filter = { stage: 'validate', follow: true };
    for await (const entry of local.cloud.logs(filter, AbortSignal.timeout(patience))) {
      if (entry['batch'] === batch && message.test(entry.message)) return;
    }
  };
  const resultOf = async (key: RunName) => {
    const reader = await createLedger(local.cloud).openRun(key);
    const result = await eventually(async () => (await reader.readResults()).get('validate'), `the end of ${key.run}`);
    return { trigger: reader.record.trigger, result };
  };

  test('with the parts of its sources, and not before', async () => {
    await put('parts/customers.csv', customers);
    await put('parts/emails/part-0.jsonl', rows(9));
    await put('parts/emails/part-1.jsonl', email(10, { customer_id: 'c999' }));
    await hearOf('parts', /part-1\.jsonl: waiting for _SUCCESS/);
    expect(await runsOf('parts')).toEqual([]);
    await put('parts/_SUCCESS', '');
    const key = await runOf(local.cloud, 'parts');
    expect(await resultOf(key)).toMatchObject({
      trigger: {
        objects: [{ source: 'customers' }, { source: 'emails' }, { source: 'emails' }],
        marker: { name: 'email-summary/parts/_SUCCESS' },
      },
      result: {
        status: 'succeeded',
        output: { data: { sources: [{ source: 'emails', rows: 10, objects: [{ rows: 9 }, { rows: 1 }] }, {}] } },
      },
    });
    const report = await local.landfall('run', key.run);
    expect(report.stdout).toMatch(
      /1 of 10 rows \(10 %\) have a customer_id that is not found in customers\.customer_id/,
    );
  });

  test('and a file that comes later is not taken in', async () => {
    await put('late/customers.csv', customers);
    await put('late/_SUCCESS', '');
    const { result } = await resultOf(await runOf(local.cloud, 'late'));
    expect(result.error?.message).toBe('the batch lacks emails');
    await put('late/emails.jsonl', rows(3));
    await hearOf('late', /emails\.jsonl: it came after _SUCCESS/);
    expect(await runsOf('late')).toHaveLength(1);
  });

  test('and objects of hostile names make failed runs or none, and harm no other', async () => {
    const names = [
      "'; DROP TABLE emails; --.csv",
      '"=HYPERLINK(1)".csv',
      'Grüße 👋\u202e.csv',
      'a\tb\u001b[31m.csv',
      'constructor.csv',
      `${'x'.repeat(900)}.csv`,
      'x%2f..%2fpasswd.csv',
    ];
    const ignored = ['..%2fx.csv', '../../x.csv', '.csv'];
    for (const name of [...names, ...ignored]) await put(`hostile/${name}`, 'a\n1\n');
    await put('hostile/emails.jsonl', rows(3));
    await put('hostile/customers.csv', customers);

    const runs = await eventually(async () => {
      const found = await runsOf('hostile');
      return found.length > names.length && found;
    }, 'a run for each object and one for the batch');
    const outcomes = await Promise.all(runs.map(resultOf));
    const succeeded = outcomes.filter(({ result }) => result.status === 'succeeded');
    expect(succeeded.map(({ trigger }) => trigger.objects.length)).toEqual([2]);
    const failed = outcomes.filter(({ result }) => result.status === 'failed');
    expect(failed).toHaveLength(names.length);
    expect(failed.map(({ result }) => `${result.error?.message} ${result.error?.where}`).join()).not.toMatch(
      /[\p{Cc}\p{Cf}]/u,
    );
  });

  test('but what Landfall wrote makes no run', async () => {
    const { buckets } = local.cloud.status;
    for (const name of ['loop/customers.csv', 'loop/emails.jsonl', 'loop/_SUCCESS']) {
      const uri = `gs://${buckets.landing}/email-summary/${name}`;
      const metadata = { metadata: { 'landfall-object': uri } };
      await landing().file(`email-summary/${name}`).save('x', { resumable: false, metadata });
    }
    await hearOf('loop', /_SUCCESS: Landfall wrote it/);
    expect(await runsOf('loop')).toEqual([]);
  });
});

describe('what the drop command refuses, it refuses before anything is uploaded', () => {
  test.each([
    [
      'an unknown pipeline',
      ['drop', 'email-sumary', 'emails.jsonl'],
      /no pipeline "email-sumary"/,
      /the same command with email-summary/,
    ],
    [
      'an unknown source',
      ['drop', 'email-summary', 'orders.csv'],
      /orders\.csv is no source/,
      /its sources are emails, customers/,
    ],
    ['a missing source', ['drop', 'email-summary', 'emails.jsonl'], /There is no file|a file for each source/, /./],
  ])('%s', async (_, commandLine, message, help) => {
    const { exitCode, stderr } = await local.landfall(...commandLine);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(help);
  });

  test('no drop for the mistakes of another pipeline, which are told', async () => {
    const broken = join(local.pipelines, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'pipeline.yaml'), 'name: broken\n');
    try {
      const { exitCode, stdout, stderr } = await local.landfall('drop', 'email-summary', ...local.files, '--json');
      expect(stderr).toMatch(/broken: .*broken\/pipeline\.yaml/);
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { pipeline: 'email-summary' }]);
    } finally {
      rmSync(broken, { recursive: true });
    }
  });

  test('an invalid pipeline.yaml, with file and line of every problem', async () => {
    const file = join(local.pipelines, 'email-summary/pipeline.yaml');
    cpSync(file, `${file}.good`);
    const yaml = readFileSync(file, 'utf8');
    const line = yaml.split('\n').findIndex((text) => text.includes('id: lora-8')) + 1;
    writeFileSync(file, yaml.replace('adapterSize: 8', 'adapterSize: 7'));
    try {
      const { exitCode, stderr } = await local.landfall('drop', 'email-summary', ...local.files);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`pipeline.yaml:${line}`);
    } finally {
      cpSync(`${file}.good`, file);
      // The cloud has the pipeline as the drop has seen it.
      await local.cloud.apply();
    }
  });
});
