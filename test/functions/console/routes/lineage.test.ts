import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ObjectPart } from '../../../../functions/console/answers';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { serveConsole, type ServedConsole } from '../served-console';

let stored: StoredCloud;
let server: ServedConsole;
let generation: string;
const cited = 'corpora/manual/objects/a.md';

beforeAll(async () => {
  stored = await startStoredCloud();
  const file = stored.cloud.storage.bucket('artifacts').file(cited);
  await file.save('We read every review. It takes two days.', { resumable: false });
  generation = String(file.metadata.generation);
  await stored.put('pipelines/mail/pipeline.json', {});
  server = await serveConsole({ cloud: stored.cloud });
});
afterAll(async () => {
  await server.stop();
  await stored.stop();
});

const place = (name: string, of = generation, range = 'start=22&end=39') =>
  server.ask<ObjectPart>('GET', `objects?object=gs://artifacts/${name}&generation=${of}&${range}`);

test('a citation opens its source at the place', async () => {
  const { body } = await place(cited);
  expect(body).toMatchObject({ before: 'We read every review. ', text: 'It takes two days', after: '.', size: 40 });
});

test.each([
  ['what is no source', 'pipelines/mail/pipeline.json', undefined, undefined, 403],
  ['another generation', cited, '1', undefined, 404],
  ['what is no range', cited, undefined, 'start=9&end=3', 400],
  ['no range', cited, undefined, '', 400],
])('%s is not shown', async (_, name, of, range, status) => {
  expect((await place(name, of, range)).status).toBe(status);
});

test('an answer by what is no id is not looked for', async () => {
  expect((await server.ask('GET', 'answers/nonsense')).status).not.toBe(200);
});
