import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signalNames, type SignalName } from '../../../core/drift/signals';
import { votesStatement, type VoteRow } from '../../../core/drift/votes';
import predictions from '../../../schemas/tables/predictions.json';
import ratings from '../../../schemas/tables/ratings.json';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { sharedSql } from '../shared-sql';

let local: Local;
let pipelines = 0;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('landfall');
  for (const { table, schema, timePartitioning } of [predictions, ratings])
    await local.client.dataset('landfall').createTable(table, { schema: schema.fields, timePartitioning });
  await local.client.query(`CREATE TABLE landfall.examples AS SELECT * FROM UNNEST([
    STRUCT('1' AS key, 'train' AS split, 'My card is lost' AS user_prompt, 'Card lost' AS target),
    ('2', 'train', 'I lost my card', 'card lost'),
    ('3', 'train', 'Where is my card, was it lost?', 'card late'),
    ('4', 'validation', 'lost lost lost', 'card late'),
    ('5', 'train', CAST(NULL AS STRING), 'card late')
  ]) UNION ALL SELECT CAST(100 + n AS STRING), 'train', CONCAT('Number ', n, ', is the fee of my transfer right'), 'fee'
  FROM UNNEST(GENERATE_ARRAY(1, 40)) AS n`);
});
afterAll(() => local.close());

interface Answer {
  id?: string;
  made_at?: string;
  input?: string;
  text?: string | null;
  outcome?: string | null;
  latency_ms?: number;
  input_tokens?: number;
  output_tokens?: number;
  user_key?: string;
  conversation?: string;
  arm?: string;
  shadow?: boolean;
  citations?: string;
}

interface Rating {
  id: string;
  rated_at?: string;
  good?: boolean;
  correction?: string;
}

const at = '2026-12-01T08:00:00.000Z';
const time = { from: '2026-12-01T08:00:00Z', until: '2026-12-01T10:00:00Z' };

/** What a signal reads of these answers and ratings, which are a pipeline of their own. */
async function read(name: SignalName, answers: Answer[], rated: Rating[] = []): Promise<VoteRow[]> {
  const pipeline = `p${(pipelines += 1)}`;
  const rows = answers.map((answer, index) => ({
    id: `a${index}`,
    made_at: at,
    pipeline,
    run: 'r',
    model: 'm',
    endpoint: 'e',
    prompt_digest: 'd',
    input: `{"text":"question ${index}"}`,
    text: 'an answer',
    finish_reason: 'STOP',
    input_tokens: 1,
    output_tokens: 1,
    latency_ms: 100,
    outcome: 'answered',
    ...answer,
  }));
  if (rows.length > 0) await local.appendRows(`${project}.landfall.predictions`, rows);
  const ratingRows = rated.map((rating) => ({ rated_at: at, pipeline, good: true, ...rating }));
  if (ratingRows.length > 0) await local.appendRows(`${project}.landfall.ratings`, ratingRows);
  const { sql: query, params } = votesStatement(name, {
    pipeline,
    sql: sharedSql,
    tableOf: (table) => `${project}.landfall.${table}`,
    ...time,
    prices: { input: 0.25, output: 2 },
    examples: `${project}.landfall.examples`,
  });
  const [found] = (await local.client.query({ query, params })) as unknown as [VoteRow[]];
  return found;
}

const categories = async (...of: Parameters<typeof read>) => (await read(...of)).map(({ category }) => category);
const measures = async (...of: Parameters<typeof read>) => (await read(...of)).map(({ measure }) => measure);
const asked = (...texts: string[]): Answer[] => texts.map((text) => ({ input: JSON.stringify({ text }) }));
const answered = (...texts: string[]): Answer[] => texts.map((text) => ({ text }));

describe('who has a vote', () => {
  test('a user has one an hour, and so has a conversation, or a question that nobody is named for', async () => {
    const user_key = 'u';
    const conversation = JSON.stringify({ key: 'c' });
    const input = '{"text":"the same"}';
    const rows = await read('latency', [
      { user_key, latency_ms: 1, made_at: '2026-12-01T08:00:01Z' },
      { user_key, latency_ms: 2, made_at: '2026-12-01T08:59:59Z' },
      { user_key, latency_ms: 3, made_at: '2026-12-01T09:00:00Z' },
      { conversation, latency_ms: 4, made_at: '2026-12-01T08:00:02Z' },
      { conversation, latency_ms: 5, made_at: '2026-12-01T08:00:03Z' },
      { input, latency_ms: 6, made_at: '2026-12-01T08:00:04Z' },
      { input, latency_ms: 7, made_at: '2026-12-01T08:00:05Z' },
      { latency_ms: 8, made_at: '2026-12-01T08:00:06Z' },
    ]);
    expect(rows.map(({ measure }) => measure)).toEqual([1, 4, 6, 8, 3]);
    expect(rows[0]).toEqual({ id: 'a0', at: Date.parse('2026-12-01T08:00:01Z'), measure: 1 });
  });

  test('a row that was written twice has one, and the time that is read ends before its end', async () => {
    const rows = await read('latency', [
      { id: 'twice' },
      { id: 'twice', input: '{"text":"question 0"}' },
      { made_at: '2026-12-01T07:59:59Z' },
      { made_at: time.until },
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['twice']);
  });

  test('a canary has none, nor has what the caller did wrong or did not wait for', async () => {
    const rows = await read('blocked', [
      { id: 'control', arm: 'control' },
      { arm: 'canary' },
      { arm: 'canary', shadow: true },
      { outcome: 'rejected' },
      { outcome: 'cancelled' },
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['control']);
  });
});

describe('what a vote says', () => {
  test('outputCategory: the answer, where it is a label', async () => {
    expect(
      await categories('outputCategory', [...answered(' Card lost', 'card lost', 'x'.repeat(61)), { text: null }]),
    ).toEqual(['card lost', 'card lost', '(a text)']);
  });

  test('inputWords: the longest word of the question', async () => {
    const said = asked('Where is my replacement card?', 'alpha gamma', 'a b c', 'Écrivez-moi');
    expect(await categories('inputWords', said)).toEqual(['replacement', 'alpha', '(none)', 'écrivez']);
  });

  test('inputCategory: which fields there are, and what stands in short ones', async () => {
    const long = 'a question that nobody else will ask just like this';
    const input = (fields: object) => ({ input: JSON.stringify(fields) });
    expect(
      await categories('inputCategory', [
        input({ channel: 'email', text: long }),
        input({ channel: 'chat', order: 123456, text: `"${long}"` }),
      ]),
    ).toEqual(['{"channel":"email","text":…}', '{"channel":"chat","order":…,"text":…}']);
  });

  test('inputLanguage: the language of the question, not that of the names of its fields', async () => {
    const said = asked(
      'I am still waiting for the card that you sent to my old address.',
      'Ich warte noch immer auf die Karte, die Sie mir geschickt haben.',
      '我还在等你们寄到我地址的卡。',
    );
    expect(await categories('inputLanguage', said)).toEqual(['en', 'de', 'zh']);
    expect(await categories('inputLanguage', [{ input: '{"what_is_the_text":"ok"}' }])).toEqual(['und']);
  });

  test('inputLength and outputLength: characters', async () => {
    const [short, long] = await measures('inputLength', asked('x', 'x'.repeat(101)));
    expect(long! - short!).toBe(100);
    expect(await measures('outputLength', [...answered('four', ''), { text: null }])).toEqual([4, 0]);
  });

  test.each([
    ['JSON', '{"intent": "card lost"}'],
    ['JSON', ' [1, 2]'],
    ['words', '{card lost'],
    ['code', 'Run this:\n```sh\nls\n```'],
    ['table', '| a | b |\n| - | - |'],
    ['list', 'You need:\n- a card\n- a phone'],
    ['list', '1. Open the app.'],
    ['Markdown', 'This is **important**.'],
    ['paragraphs', 'Dear Anna,\n\nthank you.'],
    ['lines', 'Name: Anna\nCity: Graz'],
    ['sentence', 'Your card is on its way.'],
    ['words', 'card arrival\n'],
  ])('outputFormat: %s, of %j', async (format, text) => {
    expect(await categories('outputFormat', answered(text))).toEqual([format]);
  });

  test('blocked and empty: whether it was', async () => {
    const answers = ['answered', 'blocked', 'empty', 'failed', null].map((outcome) => ({ outcome }));
    expect(await categories('blocked', answers)).toEqual(['good', 'bad', 'good', 'good']);
    expect(await categories('empty', answers)).toEqual(['good', 'good', 'bad', 'good']);
  });

  test('groundedness: bad where a sentence is borne out by nothing; none of an answer that rests on no sources', async () => {
    const citations = (...supports: string[]) => ({
      citations: JSON.stringify({ corpora: [], sentences: supports.map((support) => ({ support })) }),
    });
    expect(
      await categories('groundedness', [citations('supported', 'none'), citations('supported', 'unsupported'), {}]),
    ).toEqual(['good', 'bad']);
  });

  test('latency and price: of answers', async () => {
    expect(await measures('latency', [{ latency_ms: 250 }, { latency_ms: 9, outcome: 'failed' }])).toEqual([250]);
    expect(await measures('price', [{ input_tokens: 100, output_tokens: 10 }])).toEqual([45]);
  });

  test('feedback: one rating an hour of a user, or of an answer of nobody', async () => {
    const answers = [{ user_key: 'u' }, { user_key: 'u' }, {}];
    const rated = [
      { id: 'a0', good: false },
      { id: 'a1', rated_at: '2026-12-01T08:00:01Z' },
      { id: 'a2' },
      { id: 'a2' },
      { id: 'of long ago' },
    ];
    const rows = await read('feedback', answers, rated);
    expect(rows.map(({ id, category }) => [id, category])).toEqual([
      ['a0', 'bad'],
      ['a2', 'good'],
      ['of long ago', 'good'],
    ]);
  });

  test('correction: the percent of the answer that is another', async () => {
    const rated = [
      { id: 'a0', correction: 'card lost' },
      { id: 'a1', correction: 'card lose' },
      { id: 'a2' },
      { id: 'unknown', correction: 'x' },
    ];
    const found = await measures('correction', answered('card lost', 'card lost', 'card lost'), rated);
    expect(found.map((measure) => Math.round(measure!))).toEqual([0, 11]);
  });

  test('neighbours: how many of the five nearest training examples have that answer; of texts none', async () => {
    const asked = (text: string, answer: string) => ({ input: JSON.stringify({ text }), text: answer });
    const answers = [
      asked('Is my card lost?', 'card lost'),
      asked('Is my card lost?', 'CARD LATE '),
      asked('Number 7 is wrong', 'fee'),
      asked('xyz', 'fee'),
      asked('Is my card lost?', 'It is a pity that you have lost it. A new one has been sent to you today.'),
    ].map((answer, index) => ({ ...answer, user_key: String(index) }));
    expect(await categories('neighbours', answers)).toEqual(['2 of 5', '1 of 5', '1 of 5', '0 of 5']);
  });

  test.each(signalNames)('%s: nothing of nothing', async (name) => {
    expect(await read(name, [])).toEqual([]);
  });
});
