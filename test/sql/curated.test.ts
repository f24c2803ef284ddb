import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest } from '../../core/digest';
import { curate } from '../../functions/transform/version/curated';
import { createAnswers, type Exchange } from './answers';
import { openWarehouse, type Warehouse } from './rendered-examples';
import type { Configuration } from '../../schemas/generated/types';

type Change = (configuration: Configuration) => void;

interface Choice {
  key: string;
  group_key: string;
  input: string;
  target: string;
  kind: 'corrected' | 'rated';
  left_out: string | null;
}

let warehouse: Warehouse;
let answers: ReturnType<typeof createAnswers>;

beforeAll(async () => {
  warehouse = await openWarehouse();
  answers = createAnswers(warehouse.local);
  await answers.createTables();
});
afterAll(() => warehouse?.close());

/** What is chosen of these exchanges, in the order of the answers. */
async function chosen(exchanges: Exchange[], change: Change = () => {}): Promise<Choice[]> {
  const { pipeline } = await answers.record(exchanges);
  const context = warehouse.context((configuration) => {
    configuration.prompt = { user: '{{body}} {{name}}' };
    configuration.pipeline.training.curated = {
      from: ['corrected', 'rated'],
      maximumShare: 0.5,
      maximumPerUser: 20,
      days: 90,
    };
    change(configuration);
  });
  const { table } = (await curate({ ...context, run: { ...context.run, pipeline } }))!;
  return warehouse.rows<Choice>(`SELECT * FROM \`${table}\` ORDER BY key`);
}

const joining = (choices: Choice[]) => choices.filter(({ left_out: reason }) => reason === null);
const targets = (choices: Choice[]) => joining(choices).map(({ target }) => target);

function reasons(choices: Choice[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { left_out: reason } of choices) if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

describe('which answers join', () => {
  test('are those that were corrected, by the last word of whoever did, and those that were called good and never bad', async () => {
    const choices = await chosen([
      { body: 'first', text: 'wrong', correction: 'Answer 1' },
      {
        body: 'second',
        ratings: [
          { good: false, correction: 'Answer 5', rated_at: '2026-11-20T10:00:00Z' },
          { good: false, correction: 'Answer 2', rated_at: '2026-11-20T11:00:00Z' },
        ],
      },
      { body: 'third', text: 'Answer 3' },
      { body: 'fourth', text: 'Answer 4', ratings: [{ good: true }, { good: false }] },
      { body: 'fifth', text: 'Answer 5', ratings: [] },
      { body: 'sixth', text: 'Answer 0', ratings: [{ good: false, correction: ' \n' }] },
    ]);
    expect(targets(choices)).toEqual(['Answer 1', 'Answer 2', 'Answer 3']);
    expect(choices.map(({ kind }) => kind)).toEqual(['corrected', 'corrected', 'rated']);
    expect(choices[0]).toMatchObject({
      key: expect.stringMatching(/^landfall:\/\/predictions\/[0-9a-f-]{36}$/),
      group_key: choices[0]!.key,
      input: '{"body":"first","name":"Somebody"}',
      rejected: 'wrong',
    });
  });

  test('are of the kinds that the pipeline names', async () => {
    const exchanges = [
      { body: 'one', correction: 'Answer 1' },
      { body: 'two', text: 'Answer 2' },
    ];
    const only = (from: 'corrected' | 'rated') =>
      chosen(exchanges, ({ pipeline }) => void (pipeline.training.curated!.from = [from]));
    expect(targets(await only('corrected'))).toEqual(['Answer 1']);
    expect(targets(await only('rated'))).toEqual(['Answer 2']);
  });

  test.each<[string, Exchange]>([
    ['was blocked', { outcome: 'blocked' }],
    ['came from the sources alone', { outcome: 'notInSources' }],
    ['nobody was shown', { shadow: true }],
    ['rests on turns before it', { history: '[{"role":"user","text":"hm"}]' }],
    ['was asked by other fields', { input: '{"body":"one"}' }],
    ['was asked by more fields', { input: '{"body":"one","name":"two","tone":"three"}' }],
    ['was made before the days that count', { made_at: '2026-08-01T08:00:00Z' }],
    ['was made after the run had begun', { made_at: '2026-11-23T11:00:00Z' }],
    [
      'was corrected after the run had begun',
      { ratings: [{ good: false, correction: 'no', rated_at: '2026-11-23T11:00:00Z' }] },
    ],
    ['is of another pipeline', { pipeline: 'another' }],
  ])('never one that %s', async (_, exchange) => {
    expect(await chosen([{ body: 'a question', correction: 'Answer 1', ...exchange }])).toEqual([]);
  });

  test('one that was cut off is nothing to learn, but its correction is', async () => {
    const cut = { finish_reason: 'MAX_TOKENS', text: 'Answer' };
    const choices = await chosen([
      { body: 'one', ...cut },
      { body: 'two', ...cut, correction: 'Answer 2' },
    ]);
    expect(targets(choices)).toEqual(['Answer 2']);
  });

  test('one in which tokens stand for personal data joins only where tokens do so in training', async () => {
    const exchanges = [
      { body: 'one', correction: 'Answer 1', redacted: 'email' },
      { body: 'two', ratings: [{ good: false, correction: 'Answer 2', redacted: 'phone' }] },
      { body: 'three', correction: 'Answer 3' },
    ];
    const warned = await chosen(exchanges);
    expect(targets(warned)).toEqual(['Answer 3']);
    expect(reasons(warned)).toEqual({ personalData: 2 });
    const redacting = await chosen(
      exchanges,
      ({ pipeline }) => void (pipeline.validation.personalData.policy = 'redact'),
    );
    expect(targets(redacting)).toEqual(['Answer 1', 'Answer 2', 'Answer 3']);
  });

  test('a row that was written twice is one answer', async () => {
    const id = '0193a5c0-0000-7000-8000-00000000abcd';
    const choices = await chosen([
      { id, body: 'one', correction: 'Answer 1' },
      { id, body: 'one', ratings: [] },
    ]);
    expect(choices).toEqual([expect.objectContaining({ target: 'Answer 1', left_out: null })]);
  });
});

describe('where several say something', () => {
  const user = (name: string) => digest(name);

  test('more than half decide, and where no more than half agree nothing is learnt', async () => {
    const say = (body: string, correction: string, name: string) => ({ body, correction, user_key: user(name) });
    const choices = await chosen([
      say('Which one?', 'Answer 1', 'a'),
      say('which  one?', 'Answer 1', 'b'),
      say('Which one?', 'Answer 2', 'c'),
      say('Or that?', 'Answer 3', 'a'),
      say('Or that?', 'Answer 4', 'b'),
    ]);
    expect(targets(choices)).toEqual(['Answer 1']);
    expect(reasons(choices)).toEqual({ contradicted: 3, repeated: 1 });
  });

  test('somebody who says it a hundred times has one voice, and it is the last', async () => {
    const flood = Array.from({ length: 100 }, (_, n) => ({
      body: 'Which one?',
      correction: `Answer ${n % 6}`,
      user_key: user('flood'),
      made_at: new Date(Date.UTC(2026, 10, 20, 8, n)).toISOString(),
    }));
    const choices = await chosen([
      ...flood,
      { body: 'Which one?', correction: 'Answer 0', user_key: user('a') },
      { body: 'Which one?', correction: 'Answer 0', user_key: user('b') },
    ]);
    expect(targets(choices)).toEqual(['Answer 0']);
    expect(reasons(choices)).toEqual({ contradicted: 1, repeated: 100 });
  });

  test('nobody gives more than their cap, and all who are not named give no more together', async () => {
    const flood = (name: string | undefined) =>
      Array.from({ length: 30 }, (_, n) => ({
        body: `${name ?? 'no name'} ${n}`,
        correction: 'Answer 1',
        ...(name && { user_key: user(name) }),
      }));
    const choices = await chosen(
      [...flood('a'), ...flood('b'), ...flood(undefined)],
      ({ pipeline }) => void (pipeline.training.curated!.maximumPerUser = 7),
    );
    expect(joining(choices)).toHaveLength(21);
    expect(reasons(choices)).toEqual({ perUser: 69 });
    expect(new Set(joining(choices).map(({ group_key: group }) => group)).size).toBe(2 + 7);
  });
});
