import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kfpOf } from '../../../cli/export/kfp';
import { describeWith } from '../../google-sdk';
import { removeStorage, startStorage, type LocalStorage } from '../../local/storage/local-storage';
import { containersOf, type Containers, type StepName } from './containers';
import { accessOf, memberToken } from './member';
import { submission } from './submissions';

const made = submission('mail', { emails: true, notes: false }, 'marker');

describeWith('gcloud')('a pipeline of Kubeflow, run by whoever has been granted what it names', () => {
  let local: LocalStorage;
  let storage: Storage;
  let containers: Containers;
  let pointed: Record<string, string>;

  beforeAll(async () => {
    local = await startStorage({ access: accessOf(made) });
    storage = new Storage({ projectId: 'acme-ml', apiEndpoint: local.url });
    for (const bucket of [made.landing, made.artifacts, 'exports']) await storage.createBucket(bucket);
    for (const name of ['emails.jsonl', 'other.jsonl'])
      await storage.bucket('exports').file(name).save(`content of ${name}`);
    await outcome('monday', 'deployed');
    await outcome('tuesday', 'cancelled');
    pointed = {
      CLOUDSDK_CONFIG: `${local.directory}/gcloud`,
      CLOUDSDK_AUTH_ACCESS_TOKEN: memberToken,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${local.url}/storage/v1/`,
    };
    containers = containersOf(kfpOf(made), pointed, local.directory);
  });
  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const outcome = (batch: string, status: string): Promise<void> =>
    storage
      .bucket(made.artifacts)
      .file(`outcomes/mail/${batch}.json`)
      .save(JSON.stringify({ batch, status }, null, 2));
  const landed = async (): Promise<string[]> => {
    const [files] = await storage.bucket(made.landing).getFiles();
    return files.map(({ name, metadata }) => `${name} ${metadata.generation}`);
  };

  test('copies the sources that are given, and the marker, once, under the name of its own run', async () => {
    const inputs = { batch: '', job: '4711', emails_uri: 'gs://exports/emails.jsonl', notes_uri: '' };
    expect(await containers.run('submit', inputs)).toMatchObject({ exitCode: 0 });
    const first = await landed();
    expect(first.map((object) => object.split(' ')[0])).toEqual(['mail/4711/_SUCCESS', 'mail/4711/emails']);
    expect(containers.written('batch')).toBe('4711');
    expect(await containers.run('submit', inputs)).toMatchObject({ exitCode: 0 });
    expect(await landed()).toEqual(first);
    const { exitCode, printed } = await containers.run('submit', { ...inputs, emails_uri: 'gs://exports/other.jsonl' });
    expect(exitCode).toBe(1);
    expect(printed).toContain('mail/4711/emails holds another content than gs://exports/other.jsonl');
  });

  test.each<[StepName, Record<string, string>, string]>([
    ['submit', { batch: 'a/{b}' }, '"a/{b}" is no name of a batch'],
    ['submit', { emails_uri: 'gs://exports/none' }, 'gs://exports/none not found'],
    ['submit', { emails_uri: '' }, 'emails_uri is ""'],
    ['wait', { batch: 'sunday' }, 'the run of batch sunday has not ended'],
    ['outcome', { batch: 'tuesday' }, '"status": "cancelled"'],
    ['outcome', { batch: 'sunday' }, 'sunday.json'],
  ])('%s fails with %j, and says why', async (step, wrong, why) => {
    const { exitCode, printed } = await containers.run(step, {
      batch: 'b',
      job: 'j',
      emails_uri: '',
      notes_uri: '',
      ...wrong,
    });
    expect(exitCode).toBe(1);
    expect(printed).toContain(why);
  });

  test('waits for nothing but an outcome that is not there', async () => {
    expect(await containers.run('wait', { batch: 'monday' })).toMatchObject({ exitCode: 0 });
    // What may not be read will not be there later.
    await storage.bucket(made.artifacts).file('runs/monday.json').save('{}');
    const forbidden = containersOf(kfpOf({ ...made, outcomes: 'runs/' }), pointed, local.directory);
    const { exitCode, printed } = await forbidden.run('wait', { batch: 'monday' });
    expect(exitCode).toBe(0);
    expect(printed).toContain('HTTPError 403');
  });

  test('ends well with a run that was deployed', async () => {
    expect(await containers.run('outcome', { batch: 'monday' })).toMatchObject({ exitCode: 0 });
    expect(containers.written('status')).toBe('deployed');
  });
});
