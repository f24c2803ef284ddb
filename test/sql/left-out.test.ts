import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { textOf } from '../../functions/shared/models/vertex/form';
import { asLetters, letters, schemas, writers, type Letter } from './letters';
import { openTransformer, type Transformer } from './transformer';

let transformer: Transformer;

beforeAll(async () => {
  transformer = await openTransformer();
});

afterAll(async () => {
  await transformer?.close();
});

interface Row {
  key: string;
  split: string | null;
  left_out: string | null;
  user_prompt: string | null;
}

const transform = async (id: string, rows: Letter[], change: Parameters<typeof asLetters>[0]) => {
  const sources = {
    letters: [await transformer.stage('letters', rows, schemas.letters)],
    writers: [await transformer.stage('writers', writers, schemas.writers)],
  };
  const outcome = await transformer.transform(id, sources, asLetters(change));
  expect(outcome.result?.error).toBeUndefined();
  const table = await transformer.rows<Row>(
    `SELECT key, split, left_out, user_prompt FROM \`${outcome.card.table}\` ORDER BY key`,
  );
  return { ...outcome, table: new Map(table.map((row) => [row.key, row])) };
};

/** Which the ones that are added are made of. */
const base = letters.slice(0, 120);
const added = (prefix: string, count: number, change: (letter: Letter) => Partial<Letter>): Letter[] =>
  base.slice(0, count).map((letter) => ({ ...letter, id: `${prefix}${letter.id}`, ...change(letter) }));

test('every example that is left out keeps its reason, and no file has it', async () => {
  const rows = [
    ...base,
    ...added('z-same-', 5, () => ({})),
    ...added('z-near-', 4, ({ body }) => ({ body: body.replace(' end', ' ends') })),
    ...added('z-private-', 3, ({ body }) => ({ body: `${body} write to jane.doe@example.com` })),
  ];
  const { card, table } = await transform('20261123-00000001', rows, ({ pipeline }) => {
    pipeline.training.deduplicate = 'near';
    pipeline.validation.checks.nearDuplicates.similarity = 0.6;
    pipeline.training.sampling = { maximumExamples: 60 };
    pipeline.validation.personalData.policy = 'quarantine';
  });
  const { train, evaluation, validation, selected, leftOut } = card;
  expect(leftOut).toMatchObject({
    exactDuplicates: 5,
    // Some letters are like others as they are.
    nearDuplicates: expect.any(Number),
    personalData: 3,
    sampling: expect.any(Number),
  });
  expect(train).toBe(60);
  const total = Object.values(leftOut).reduce((sum, count) => sum + count, train + evaluation + validation);
  expect([total, selected, table.size]).toEqual([132, 132, 132]);

  const reasonOf = (prefix: string) => [
    ...new Set([...table.values()].filter(({ key }) => key.startsWith(prefix)).map((row) => row.left_out)),
  ];
  expect([reasonOf('z-same-'), reasonOf('z-near-'), reasonOf('z-private-')]).toEqual([
    ['exactDuplicates'],
    ['nearDuplicates'],
    ['personalData'],
  ]);
  expect(table.get('z-private-l0000')!.user_prompt).toBeNull();
  const lineage = await transformer.lineage(card);
  expect(lineage.map(({ key }) => table.get(key)!.left_out).filter(Boolean)).toEqual([]);
});

test('what would give a held-out example away is not trained on', async () => {
  // The same letters by writers of other groups, with other answers: some land on the other side.
  const rows = [
    ...base,
    ...added('z-leak-', 60, ({ writer_id: id }) => ({ writer_id: `w${(Number(id.slice(1)) + 1) % 60}` })),
  ];
  const leaking = ({ pipeline }: Parameters<Parameters<typeof asLetters>[0] & object>[0]) => {
    pipeline.training.split.salt = 'leaks';
    pipeline.validation.checks.leakage.similarity = 0.6;
  };
  const { card, table, data } = await transform('20261123-00000002', rows, (configuration) => {
    leaking(configuration);
    configuration.prompt = { user: '{{body}}' };
    configuration.trainingSql = configuration.trainingSql.replace(
      'letters.answer',
      "CONCAT(letters.answer, ' ', letters.id)",
    );
  });
  expect(card.leftOut['leakage']).toBeGreaterThan(0);
  expect([...table.values()].filter((row) => row.left_out === 'leakage' && row.split !== null)).toEqual([]);
  const prompts = async (uri: string) => (await transformer.examples(uri)).map(({ contents }) => textOf(contents[0]!));
  const trained = new Set(await prompts(data.trainUri));
  const held = [...(await prompts(data.evaluationUri)), ...(await prompts(data.validationUri!))];
  expect(held.filter((prompt) => trained.has(prompt))).toEqual([]);
});
