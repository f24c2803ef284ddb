import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest } from '../../core/digest';
import type { Configuration } from '../../schemas/generated/types';
import { createAnswers, type Exchange } from './answers';
import { asLetters, letters, stageLetters } from './letters';
import { openTransformer, type Outcome, type Transformer } from './transformer';

let transformer: Transformer;
let staged: Awaited<ReturnType<typeof stageLetters>>;
let answers: ReturnType<typeof createAnswers>;
let runs = 0;

beforeAll(async () => {
  transformer = await openTransformer();
  answers = createAnswers(transformer.local);
  await answers.createTables();
  staged = await stageLetters(transformer);
});
afterAll(() => transformer?.close());

type Change = (configuration: Configuration) => void;

/** The version that a run makes of the letters and what was answered of the pipeline. */
const transformed = (pipeline: string, change: Change = () => {}): Promise<Outcome> =>
  transformer.transform(
    `20261123-${String((runs += 1)).padStart(8, '0')}`,
    staged,
    asLetters((configuration) => {
      const { training, validation } = configuration.pipeline;
      configuration.pipeline.name = pipeline;
      training.curated = { from: ['corrected', 'rated'], maximumShare: 0.5, maximumPerUser: 1000, days: 90 };
      // Only some ask what is nearly the same: to look for it takes most of the time.
      for (const rule of Object.values(validation.checks)) rule.level = 'off';
      change(configuration);
    }),
    pipeline,
  );

/** Of a pipeline of its own. */
async function made(exchanges: Exchange[], change: Change = () => {}) {
  const recorded = await answers.record(exchanges);
  return { ...recorded, ...(await transformed(recorded.pipeline, change)) };
}

interface Row {
  key: string;
  group_key: string;
  split: string | null;
  left_out: string | null;
  user_prompt: string;
  target: string;
  rejected: string | null;
}

const rowsOf = async ({ card }: Outcome): Promise<{ batch: Row[]; curated: Row[] }> => {
  const rows = await transformer.rows<Row>(`SELECT * FROM \`${card.table}\` ORDER BY key`);
  const isCurated = ({ key }: Row) => key.startsWith('landfall://');
  return { batch: rows.filter((row) => !isCurated(row)), curated: rows.filter(isCurated) };
};

const originOf = (id: string) => `landfall://predictions/${id}`;

describe('beside the rows of the batch', () => {
  const placesOf = (rows: Row[]) => rows.map(({ key, split, left_out: reason }) => ({ key, split, reason }));
  const questionOf = (n: number) => ({
    input: JSON.stringify({ body: letters[n]!.body, name: `Name${n % 60}` }),
  });
  const nearly = (n: number) => ({
    input: JSON.stringify({ body: letters[n]!.body.replace('end', 'End!'), name: `Name${n % 60}` }),
  });

  test.each<[string, Change]>([
    ['by hash', () => {}],
    ['by strata', ({ pipeline }) => void (pipeline.training.split.stratifyBy = 'target')],
  ])('they move none of these from where it was, held out or trained on (split %s)', async (_, change) => {
    const comparing: Change = (configuration) => {
      configuration.pipeline.validation.checks.leakage.level = 'warn';
      change(configuration);
    };
    const { batch } = await rowsOf(await made([], comparing));
    const all = letters.map((_letter, n) => ({ ...(n % 2 === 0 ? questionOf(n) : nearly(n)), correction: 'Answer 1' }));
    const outcome = await made(all, comparing);
    const rows = await rowsOf(outcome);
    expect(placesOf(rows.batch)).toEqual(placesOf(batch));
    const besides = new Map(batch.map(({ user_prompt: prompt, split }) => [prompt, split === 'train']));
    const kept = rows.curated.filter(({ split }) => split !== null);
    const across = kept.filter(({ user_prompt: prompt, split }) => {
      const isTrainedOn = besides.get(prompt.replace('End!', 'end'));
      return isTrainedOn !== undefined && isTrainedOn !== (split === 'train');
    });
    expect([kept.length > 0, across]).toEqual([true, []]);
    expect(outcome.card.curated!.leftOut).toMatchObject({ inBatch: 120, leakage: expect.any(Number) });
  });

  test('they are at most their share of each split', async () => {
    const many = Array.from({ length: 400 }, (_, n) => ({
      body: `number ${n} ${digest(`${n}`)}`,
      correction: 'Answer 1',
      user_key: digest(`u${n % 50}`),
    }));
    const { card } = await made(many, ({ pipeline }) => void (pipeline.training.curated!.maximumShare = 0.1));
    for (const split of ['train', 'evaluation', 'validation'] as const) {
      const share = card.curated![split] / card[split];
      expect(share).toBeLessThanOrEqual(0.1);
      expect(share).toBeGreaterThan(0.05);
    }
    expect(card.curated!.leftOut['curatedShare']).toBeGreaterThan(300);
  });

  test('corrections are taken before answers that are right already', async () => {
    const question = (n: number) => ({ body: `number ${n} ${digest(`${n}`)}`, user_key: digest(`u${n}`) });
    const praised = Array.from({ length: 60 }, (_, n) => ({ ...question(n), text: 'Answer 1' }));
    const corrected = Array.from({ length: 10 }, (_, n) => ({ ...question(100 + n), correction: 'Answer 1' }));
    const { card } = await made(
      [...praised, ...corrected],
      ({ pipeline }) => void (pipeline.training.curated!.maximumShare = 0.1),
    );
    expect(card.curated).toMatchObject({ corrected: 10 });
    expect(card.curated!.leftOut['curatedShare']).toBeGreaterThan(30);
  });

  test('a label that the batch does not have takes two people', async () => {
    const say = (body: string, correction: string, user?: string) => ({
      body,
      correction,
      ...(user && { user_key: digest(user) }),
    });
    const outcome = await made([
      say('one thing', 'Answer 7', 'a'),
      say('other matters', 'Answer 7', 'b'),
      say('something else', 'Answre 1', 'c'),
      say('nothing at all', 'Answre 1', 'c'),
      say('whatever comes', 'Answer 8'),
      say('who knows why', 'Answer 8'),
    ]);
    const joined = (await rowsOf(outcome)).curated.filter(({ split }) => split !== null);
    expect(joined.map(({ target }) => target)).toEqual(['Answer 7', 'Answer 7']);
    expect(outcome.card.curated!.leftOut).toEqual({ newLabel: 4 });
  });

  test('whoever asked stands on one side of the split', async () => {
    const outcome = await made(
      Array.from({ length: 100 }, (_, n) => ({
        body: `question ${n} ${digest(`${n}`)}`,
        correction: 'Answer 1',
        user_key: digest(`u${n % 10}`),
      })),
    );
    const rows = (await rowsOf(outcome)).curated.filter(({ split }) => split !== null);
    const sides = new Set(rows.map(({ group_key, split }) => `${group_key} ${split}`));
    expect(new Set(rows.map(({ group_key }) => group_key)).size).toBe(sides.size);
    expect(new Set(rows.map(({ split }) => split)).size).toBeGreaterThan(1);
  });

  test('where a column says the split they are all trained on', async () => {
    const outcome = await made(
      Array.from({ length: 10 }, (_, n) => ({ body: `question ${n} ${digest(`${n}`)}`, correction: 'Answer 1' })),
      (configuration) => {
        configuration.pipeline.training.split.column = 'part';
        configuration.trainingSql = configuration.trainingSql.replace(
          'letters.body,',
          "letters.body,\n  IF(letters.writer_id < 'w3', 'train', 'test') AS part,",
        );
      },
    );
    expect(outcome.card.curated).toMatchObject({ train: 10, evaluation: 0, validation: 0 });
  });
});

test('an answer to what one of the prompts would not ask is left out, and ends no run', async () => {
  const { card } = await made(
    [
      { input: JSON.stringify({ body: 'a thing', name: ' ' }), correction: 'Answer 1' },
      { body: 'another', correction: 'Answer 1' },
    ],
    (configuration) => void (configuration.prompts = { 'named.yaml': { user: '{{name}}' } }),
  );
  expect(card.curated).toMatchObject({ corrected: 1, leftOut: { emptyPrompt: 1 } });
});

describe('a version with answers of production', () => {
  const exchange = { body: 'a new thing', text: 'wrong', correction: 'Answer 1', user_key: digest('ana') };

  test('says in its lineage which answer each is, and whom it is about in digests of their pseudonyms', async () => {
    const outcome = await made([exchange]);
    const origin = originOf(outcome.ids[0]!);
    const lines = await transformer.lineage(outcome.card);
    expect(lines.filter(({ key }) => key === origin)).toEqual([expect.objectContaining({ origins: [origin] })]);
    expect((await transformer.lines(outcome.card.subjectsUri!)).map((line) => JSON.parse(line))).toEqual([
      { key: origin, subjects: [digest(digest('ana'))] },
    ]);
  });

  test('is another for another answer, and the same for the same ones', async () => {
    const first = await made([exchange]);
    const again = await transformed(first.pipeline);
    expect(again.data.version).toBe(first.data.version);
    await answers.rate(first.pipeline, first.ids[0]!, { correction: 'Answer 2', rated_at: '2026-11-22T09:00:00Z' });
    expect((await transformed(first.pipeline)).data.version).not.toBe(first.data.version);
  });

  test('has the policy for personal data in them as in any example', async () => {
    const { card } = await made(
      [{ body: 'write to ana@example.org', correction: 'Answer 1' }],
      ({ pipeline }) => void (pipeline.validation.personalData.policy = 'quarantine'),
    );
    expect(card.curated).toMatchObject({ corrected: 0, leftOut: { personalData: 1 } });
  });

  test('prefers a correction to the answer that it corrects, where a candidate learns preferences', async () => {
    const outcome = await made([exchange], (configuration) => {
      configuration.trainingSql = configuration.trainingSql.replace(
        'letters.answer AS target',
        "letters.answer AS target,\n  'no' AS rejected",
      );
      for (const candidate of configuration.pipeline.tuning.candidates)
        Object.assign(candidate, { method: 'preference', beta: 0.1 });
    });
    const { curated } = await rowsOf(outcome);
    expect(curated).toEqual([expect.objectContaining({ target: 'Answer 1', rejected: 'wrong' })]);
  });
});
