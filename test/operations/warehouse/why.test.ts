import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import type { Cloud } from '../../../operations/cloud';
import { whyRows } from '../../../cli/render/why-lines';
import { readWhy } from '../../../operations/warehouse/why';
import { parsePrompt } from '../../../core/prompt';
import { cardPath } from '../../../core/ledger-layout';
import predictions from '../../../schemas/tables/predictions.json';
import ratings from '../../../schemas/tables/ratings.json';
import { exampleRun } from '../../functions/fakes';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { datasetCard } from '../../cli/reports';
import { ended } from '../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

const run = exampleRun((configuration) => (configuration.prompt = { user: 'Sum up: {{body}}' }));
const { pipeline } = run;
const card = { ...datasetCard(), pipeline, table: `${project}.landfall_training.examples` };
const made = Date.parse('2026-12-01T08:00:00.000Z');
const id = v7({ msecs: made });
const ofGoneRun = v7({ msecs: made + 1 });

let local: Local;
let stored: StoredCloud;
let cloud: Cloud;

const cited = { object: 'gs://artifacts/corpora/shop/objects/1f.md', generation: '17', start: 0, end: 9 };
const citations = JSON.stringify({
  sentences: [{ start: 0, end: 17, support: 'supported', citations: [cited] }],
});

const row = (change: object) => ({
  id,
  made_at: new Date(made + 900).toISOString(),
  pipeline,
  run: run.run,
  model: 'm',
  endpoint: 'projects/p/locations/us/endpoints/1',
  prompt_digest: parsePrompt(run.configuration.prompt).digest,
  input: JSON.stringify({ body: 'my kettle leaks, order 88121' }),
  text: 'The kettle leaks.',
  finish_reason: 'STOP',
  outcome: 'answered',
  input_tokens: 12,
  output_tokens: 4,
  latency_ms: 350,
  ...change,
});
const example = (key: string, user_prompt: string, target: string) => ({
  key,
  split: 'train',
  user_prompt,
  target,
  origins: [`gs://landing/mail/monday/emails.jsonl#1:${key.slice(1)}`],
});

const screened = {
  steps: JSON.stringify([
    {
      step: 'kind',
      kind: 'classify',
      started_ms: 0,
      ms: 9,
      attempts: 1,
      outcome: 'failed',
      reason: 'none of the labels',
    },
  ]),
  citations: JSON.stringify({
    sentences: [],
    suspects: [{ object: 'gs://a/o.md', generation: '7', start: 30, end: 90, score: 2.5, isLeftOut: true }],
  }),
};

beforeAll(async () => {
  [local, stored] = await Promise.all([openLocal(), startStoredCloud()]);
  cloud = { ...stored.cloud, status: { ...stored.cloud.status, project }, bigquery: async () => local.client };
  await local.client.createDataset('landfall');
  for (const { table, schema } of [predictions, ratings])
    await local.client.dataset('landfall').createTable(table, { schema: schema.fields });
  const gone = row({ id: ofGoneRun, run: '20200101-00000000', redacted: 'email', ...screened });
  const old = row({ id: '0d7f3a52-6a52-4a0e-b9a1-0f2a8f6f7c11', made_at: '2026-01-01T00:00:00Z', text: null });
  const blocked = { outcome: 'blocked', finish_reason: 'SAFETY' };
  await local.client
    .dataset('landfall')
    .table('predictions')
    .insert([row({ citations }), row({ citations }), gone, { ...old, ...blocked }]);
  const rated = { id, rated_at: new Date(made + 5000).toISOString(), pipeline, good: false, comment: 'too short' };
  await local.client.dataset('landfall').table('ratings').insert([rated]);
  await local.client.createDataset('landfall_training');
  const columns = ['key', 'split', 'user_prompt', 'target'].map((name) => ({ name, type: 'STRING' }));
  const fields = [...columns, { name: 'origins', type: 'STRING', mode: 'REPEATED' }];
  await local.client.dataset('landfall_training').createTable('examples', { schema: { fields } });
  await local.client
    .dataset('landfall_training')
    .table('examples')
    .insert([
      example('e1', 'Sum up: the kettle that I have leaks', 'A kettle leaks.'),
      example('e2', 'Sum up: my parcel is late', 'A parcel is late.'),
      example('e3', 'Sum up: kettle wanted', 'Somebody wants a kettle.'),
      { ...example('e4', 'Sum up: my kettle leaks, order 88121', 'never shown'), split: 'evaluation' },
    ]);
  await stored.ledger.createRun(run);
  await stored.put(cardPath(card), card);
  const versioned = ended('transform', 2, 3, 'dataset.versioned', {
    version: card.version,
    cardUri: `gs://artifacts/${cardPath(card)}`,
  });
  await stored.put(`runs/${pipeline}/${run.run}/transform/result.json`, versioned);
});
afterAll(async () => {
  await Promise.all([local.close(), stored.stop()]);
});

describe('why', () => {
  test('walks from an answer to the run, its dataset version, and the training rows that are like the question', async () => {
    const why = await readWhy(cloud, id);
    expect(why).toMatchObject({
      answer: { text: 'The kettle leaks.' },
      question: 'Sum up: my kettle leaks, order 88121',
      ratings: [{ good: false, comment: 'too short' }],
      view: { run: run.run },
      card: { version: card.version },
    });
    // The held-out twin of the question was not learnt from.
    expect(why.nearest!.map(({ key }) => key)).toEqual(['e1', 'e2', 'e3']);
    const said = new Map(whyRows(why));
    expect(said.get('Nearest')).toMatch(/^0\.\d\d {2}e1: .*\n→ A kettle leaks\.\ngs:\/\/landing\/.*#1:1$/);
    expect(said.get('Run')).toContain(`code ${run.codeVersion}`);
    expect(said.get('Rated')).toBe('bad · too short');
    expect(said.get('Dataset')).toContain(card.version);
    expect(said.get('Sources')).toBe('The kettle leaks.   gs://artifacts/corpora/shop/objects/1f.md#17 bytes 0-8');
  });

  test('tells of an answer whose run is gone what its own row says', async () => {
    const why = await readWhy(cloud, ofGoneRun);
    expect(why.view).toBeUndefined();
    expect(new Map(whyRows(why)).get('Run')).toContain('is gone');
  });

  test('tells what its row has tokens for, why a step failed, and which passages were left out', async () => {
    const said = new Map(whyRows(await readWhy(cloud, ofGoneRun)));
    expect(said.get('Redacted')).toBe('email: tokens stand for them');
    expect(said.get('Steps')).toMatch(/\nkind: none of the labels$/);
    expect(said.get('Suspicious')).toBe('gs://a/o.md#7, bytes 30 to 90 · score 2.5 · left out of the prompt');
  });

  test('finds an answer whose id does not say when it was made', async () => {
    const { answer } = await readWhy(cloud, '0d7f3a52-6a52-4a0e-b9a1-0f2a8f6f7c11');
    expect(answer).toMatchObject({ outcome: 'blocked', finish_reason: 'SAFETY', text: null });
  });

  test.each([
    ['nothing', 'it has not the form of one'],
    [v7({ msecs: made }), 'there is no row of it'],
  ])('is refused for %s, which is no answer', async (other, reason) => {
    await expect(readWhy(cloud, other)).rejects.toMatchObject({
      details: { why: expect.stringContaining(reason), exitCode: 2 },
    });
  });
});
