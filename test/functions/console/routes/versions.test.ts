import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  Changes,
  QueryCost,
  ExampleTold,
  FoundExamples,
  SearchBegun,
  Versions,
  VersionsCompared,
} from '../../../../functions/console/answers';
import { cardPath } from '../../../../core/ledger-layout';
import type { Cloud } from '../../../../operations/cloud';
import { datasetCard } from '../../../cli/reports';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { openLocal, project, type Local } from '../../../local/bigquery/harness';
import { serveConsole, type ServedConsole } from '../served-console';

const pipeline = 'mail';
const older = { ...datasetCard(), pipeline, version: 'aaaaaaaaaaaa', table: `${project}.landfall_training.mail_a` };
const newer = { ...older, version: 'bbbbbbbbbbbb', table: `${project}.landfall_training.mail_b`, train: 1200 };
const hostile = '<script>alert(1)</script>\u202e';
const origin = (row: number): string => `gs://landing/mail/monday/emails.jsonl#7:${row}`;

const example = (n: number, change: object = {}) => ({
  key: `e${String(n).padStart(4, '0')}`,
  split: n % 10 === 0 ? 'evaluation' : 'train',
  left_out: null,
  system_prompt: null,
  user_prompt: n === 3 ? `${hostile}${'x'.repeat(2_000)}` : `Kettle number ${n} leaks`,
  target: `It leaks: ${n}.`,
  history: null,
  origins: [origin(n)],
  personal_data: [],
  ...change,
});

const schema = [
  ...['key', 'split', 'left_out', 'system_prompt', 'user_prompt', 'target', 'history'].map((name) => ({
    name,
    type: 'STRING',
  })),
  ...['origins', 'personal_data'].map((name) => ({ name, type: 'STRING', mode: 'REPEATED' })),
];

describe('dataset versions on the page', () => {
  let local: Local;
  let stored: StoredCloud;
  let server: ServedConsole;
  const path = `pipelines/${pipeline}/versions/${older.version}`;

  beforeAll(async () => {
    [local, stored] = await Promise.all([openLocal(), startStoredCloud()]);
    const cloud: Cloud = {
      ...stored.cloud,
      status: { ...stored.cloud.status, project, region: 'us-central1' },
      bigquery: async () => local.client,
    };
    const [dataset] = await local.client.createDataset('landfall_training');
    const rows = Array.from({ length: 120 }, (_, n) => example(n));
    await (await dataset.createTable('mail_a', { schema }))[0].insert(rows);
    const changed = rows.slice(0, 119).map((row) => (row.key === 'e0005' ? { ...row, target: 'It drips.' } : row));
    await (await dataset.createTable('mail_b', { schema }))[0].insert(changed);
    for (const card of [older, newer]) await stored.put(cardPath(card), card);
    server = await serveConsole({ cloud });
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([local.close(), stored.stop()]);
  });

  const search = async (wanted: object) => (await server.ask<SearchBegun>('POST', `${path}/search`, wanted)).body;

  test('come in windows, the one made last first', async () => {
    const { body } = await server.ask<Versions>('GET', `versions?pipeline=${pipeline}&from=0&count=1`);
    expect([body.total, body.versions.map(({ version }) => version)]).toEqual([2, [newer.version]]);
    expect((await server.ask<Versions>('GET', 'versions?pipeline=other')).body.total).toBe(0);
  });

  test('what a search reads is said before it is begun', async () => {
    expect((await server.ask<QueryCost>('GET', `${path}/search?text=kettle`)).body.bytes).toBeGreaterThan(1_000);
  });

  test('a search is asked once, and read in windows', async () => {
    const { search: id, total } = await search({ text: 'KETTLE' });
    expect(total).toBe(119);
    const { body } = await server.ask<FoundExamples>('GET', `searches/${id}?from=100&count=10`);
    expect([body.total, body.from, body.examples.map(({ key }) => key)]).toEqual([
      119,
      100,
      Array.from({ length: 10 }, (_, n) => `e0${101 + n}`),
    ]);
  });

  test('what is found has its texts as they are, and cut', async () => {
    const { search: id } = await search({ text: '<SCRIPT>' });
    const { body } = await server.ask<FoundExamples>('GET', `searches/${id}`);
    expect(body.examples[0]!.prompt).toBe(`${hostile}${'x'.repeat(274)}`);
  });

  test.each([
    ['a split', { place: 'evaluation' }, 12],
    ['the row that it was made of', { origin: origin(7) }, 1],
    ['nothing, which finds all', {}, 120],
  ])('examples are found by %s', async (_, wanted, total) => {
    expect((await search(wanted)).total).toBe(total);
  });

  test.each(['nonsense', 'landfall-search-nonsense'])('of the search %s nothing is kept', async (id) => {
    expect((await server.ask('GET', `searches/${id}`)).status).toBe(404);
  });

  test('one example says of which rows it was made, and why one cannot be shown', async () => {
    const { body } = await server.ask<ExampleTold>('GET', `${path}/examples/e0005`);
    expect(body.example).toMatchObject({ key: 'e0005', split: 'train', target: 'It leaks: 5.' });
    expect(body.rows).toEqual([expect.objectContaining({ row: 5, gone: expect.stringContaining('is gone') })]);
  });

  test('two are compared by their cards, and their examples once somebody asks for it', async () => {
    const names = { before: `${pipeline}/${older.version}`, after: `${pipeline}/${newer.version}` };
    const { body } = await server.ask<VersionsCompared>(
      'GET',
      `differences?before=${names.before}&after=${names.after}`,
    );
    expect(body.cost.bytes).toBeGreaterThan(1_000);
    const { body: found } = await server.ask<Changes>('POST', 'differences', names);
    expect(found.changes.map(({ change, count }) => [change, count])).toEqual([
      ['removed', 1],
      ['target', 1],
    ]);
  });

  test.each([
    ['GET', `pipelines/${pipeline}/versions/cccccccccccc`, 404],
    ['GET', 'differences?before=&after=x', 400],
    ['GET', 'versions?from=-1', 400],
    ['GET', `${path}/search?text=${'x'.repeat(1001)}`, 400],
  ])('%s %s is answered with %d', async (method, address, status) => {
    expect((await server.ask(method, address)).status).toBe(status);
  });

  test('of a version whose table is gone it is said so', async () => {
    const gone = { ...older, version: 'dddddddddddd', table: `${project}.landfall_training.mail_d` };
    await stored.put(cardPath(gone), gone);
    const { status, body } = await server.ask<{ detail: string }>(
      'POST',
      `pipelines/${pipeline}/versions/${gone.version}/search`,
      { text: 'x' },
    );
    expect([status, body.detail]).toEqual([404, expect.stringContaining('its table is gone')]);
  });
});
