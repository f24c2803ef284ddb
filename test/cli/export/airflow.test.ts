import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { airflowOf } from '../../../cli/export/airflow';
import type { RunOutcome } from '../../../schemas/generated/types';
import { patience } from '../../eventually';
import { describeWith } from '../../google-sdk';
import { removeStorage, startStorage, type LocalStorage } from '../../local/storage/local-storage';
import { accessOf } from './member';
import { submission } from './submissions';

const made = submission('mail', { emails: true, notes: false }, 'marker');

/** What a task came to: what it returned, or what it threw. */
interface Told {
  returned?: unknown;
  AirflowFailException?: string;
  AirflowSkipException?: string;
}

interface Said {
  dag: { dag_id: string; schedule: null; params: Record<string, { default: string | null; pattern?: string }> };
  order: [string, string][];
  sensor: { bucket: string; object: string; deferrable: boolean; timeout: number };
  submit?: Told;
  outcome?: Told;
}

describeWith('python3')('a DAG of Airflow, run by whoever has been granted what it names', () => {
  let local: LocalStorage;
  let storage: Storage;
  let dag: string;

  beforeAll(async () => {
    local = await startStorage({ access: accessOf(made) });
    storage = new Storage({ projectId: 'acme-ml', apiEndpoint: local.url });
    for (const bucket of [made.landing, made.artifacts, 'exports']) await storage.createBucket(bucket);
    for (const name of ['emails.jsonl', 'other.jsonl', 'notes.csv'])
      await storage.bucket('exports').file(name).save(`content of ${name}`);
    mkdirSync(join(local.directory, 'dags'));
    dag = join(local.directory, 'dags', 'mail.py');
    writeFileSync(dag, airflowOf(made));
  });
  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const run = (given: object): Promise<Said> =>
    new Promise((resolve, reject) => {
      const args = [join(__dirname, 'stand-in.py'), dag, local.url];
      const child = execFile('python3', args, { timeout: patience }, (error, stdout, stderr) =>
        error ? reject(new Error(stderr)) : resolve(JSON.parse(stdout) as Said),
      );
      child.stdin!.end(JSON.stringify(given));
    });
  const submit = async (params: { batch?: string; emails_uri?: string; notes_uri?: string }, run_id = 'manual__1') => {
    const given = { batch: '', emails_uri: 'gs://exports/emails.jsonl', notes_uri: '', ...params };
    return (await run({ params: given, run_id })).submit;
  };
  const landed = async (batch: string): Promise<string[]> => {
    const [files] = await storage.bucket(made.landing).getFiles({ prefix: `mail/${batch}/` });
    return files.map(({ name }) => name);
  };

  test('asks for a batch and for each source, and waits in the triggerer between submitting and reading', async () => {
    const { dag: declared, order, sensor } = await run({});
    expect(declared).toMatchObject({ dag_id: 'landfall-mail', schedule: null });
    expect(Object.entries(declared.params).map(([name, param]) => [name, param.default])).toEqual([
      ['batch', ''],
      ['notes_uri', ''],
      ['emails_uri', null],
    ]);
    expect(order).toEqual(
      expect.arrayContaining([
        ['submit', 'wait'],
        ['wait', 'outcome'],
      ]),
    );
    expect(sensor).toMatchObject({
      bucket: made.artifacts,
      object: "outcomes/mail/{{ ti.xcom_pull(task_ids='submit') }}.json",
      deferrable: true,
      timeout: 7 * 86_400,
    });
  });

  test('copies the sources that are given, and the marker, under the name of the DAG run', async () => {
    const run_id = 'scheduled__2026-11-29T18:00:00+00:00';
    expect(await submit({}, run_id)).toEqual({ returned: run_id });
    expect(await landed(run_id)).toEqual([`mail/${run_id}/_SUCCESS`, `mail/${run_id}/emails`]);
    const [content] = await storage.bucket(made.landing).file(`mail/${run_id}/emails`).download();
    expect(content.toString()).toBe('content of emails.jsonl');
  });

  test('changes nothing when it is tried again', async () => {
    const given = { batch: 'again', notes_uri: 'gs://exports/notes.csv' };
    const generations = async () => {
      const [files] = await storage.bucket(made.landing).getFiles({ prefix: 'mail/again/' });
      return files.map(({ metadata }) => metadata.generation);
    };
    expect(await submit(given)).toEqual({ returned: 'again' });
    const first = await generations();
    expect(first).toHaveLength(3);
    expect(await submit(given)).toEqual({ returned: 'again' });
    expect(await generations()).toEqual(first);
  });

  test.each([
    [{ batch: '{{ ds }}/"ü"' }, 'is no name of a batch'],
    [{ emails_uri: '' }, "there is no object ''"],
    [{ emails_uri: 'gs://exports/nowhere' }, "there is no object 'gs://exports/nowhere'"],
    [{ emails_uri: '/tmp/emails.jsonl' }, 'it is gs://BUCKET/OBJECT'],
  ])('lands nothing for %j, and says why', async (params, why) => {
    const batch = 'wrong';
    expect((await submit({ batch, ...params }))?.AirflowFailException).toContain(why);
    expect(await landed(batch)).toEqual([]);
  });

  test('refuses a batch that holds another content', async () => {
    await submit({ batch: 'taken' });
    const { AirflowFailException: why } = (await submit({ batch: 'taken', emails_uri: 'gs://exports/other.jsonl' }))!;
    expect(why).toBe(
      'gs://acme-ml-landing/mail/taken/emails holds another content than gs://exports/other.jsonl: give the batch another name',
    );
  });

  const ended: RunOutcome = {
    pipeline: 'mail',
    batch: 'monday',
    run: '20261123-3f9a2c1b',
    createdAt: '2026-11-23T10:00:00.000Z',
    status: 'deployed',
    endedAt: '2026-11-23T11:00:00.000Z',
  };

  test.each<[Partial<RunOutcome>, Told]>([
    [{ champion: 'lora-8' }, { returned: { ...ended, champion: 'lora-8' } }],
    [
      { status: 'refused', reason: 'worse', fix: 'more rows' },
      { AirflowSkipException: '20261123-3f9a2c1b; refused; worse; more rows' },
    ],
    [
      { status: 'failed', stage: 'validate', reason: 'no rows' },
      { AirflowFailException: '20261123-3f9a2c1b; failed; validate; no rows' },
    ],
    [{ status: 'cancelled' }, { AirflowFailException: '20261123-3f9a2c1b; cancelled' }],
  ])('ends as the run did: %j', async (more, told) => {
    await storage
      .bucket(made.artifacts)
      .file('outcomes/mail/monday.json')
      .save(JSON.stringify({ ...ended, ...more }));
    expect((await run({ batch: 'monday' })).outcome).toEqual(told);
  });
});
