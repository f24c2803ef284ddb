import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { candidatesOf } from '../../core/candidates';
import { loadCatalog, type BaseModel } from '../../catalog';
import { reportPath } from '../../core/ledger-layout';
import { repositoryRoot } from '../../core/root';
import type { Configuration, ValidationReport } from '../../schemas/generated/types';
import { geminiText } from '../../core/models/gemini';
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
    // Every copied letter has another answer: what is looked at here is where the copies land.
    configuration.pipeline.validation.checks.conflictingTargets = { level: 'warn', threshold: 0 };
    configuration.prompt = { user: '{{body}}' };
    configuration.trainingSql = configuration.trainingSql.replace(
      'letters.answer',
      "CONCAT(letters.answer, ' ', letters.id)",
    );
  });
  expect(card.leftOut['leakage']).toBeGreaterThan(0);
  expect([...table.values()].filter((row) => row.left_out === 'leakage' && row.split !== null)).toEqual([]);
  const prompts = async (uri: string) =>
    (await transformer.examples(uri)).map(({ contents }) => geminiText(contents[0]!));
  const trained = new Set(await prompts(data.trainUri));
  const held = [...(await prompts(data.evaluationUri)), ...(await prompts(data.validationUri!))];
  expect(held.filter((prompt) => trained.has(prompt))).toEqual([]);
});

describe('an example that is longer than the base model reads', () => {
  // 384 tokens of a model whose every token is at most two bytes of ASCII, or one of another script.
  const small = (configuration: Configuration) => {
    const { base } = candidatesOf(configuration)[0]!;
    const facts = loadCatalog(repositoryRoot())[base]!;
    configuration.baseModels = {
      [base]: Object.assign(facts, {
        contextTokens: 384,
        tokensPerExample: 384,
        bytesPerToken: { ascii: 2, other: 1 },
      }),
    };
  };
  const rows = [
    ...base,
    ...added('z-body-', 2, ({ body }) => ({ body: `${body} ${'long '.repeat(200)}` })),
    ...added('z-answer-', 1, ({ id }) => ({ answer: `${id} ${'long '.repeat(200)}` })),
    ...added('z-digits-', 1, () => ({ body: '退'.repeat(130) })),
  ];
  const long = ['z-answer-l0000', 'z-body-l0000', 'z-body-l0001', 'z-digits-l0000'];

  test('is neither trained on nor held out, and named with where it comes from', async () => {
    const { run, card, table } = await transform('20261123-00000003', rows, small);
    const { text } = (await transformer.objects.read(`gs://files/${reportPath(run, 'transform')}`))!;
    const report = JSON.parse(text) as ValidationReport;
    expect(card.leftOut).toMatchObject({ tooLong: 4 });
    expect([...table.values()].filter(({ left_out }) => left_out === 'tooLong').map(({ key }) => key)).toEqual(long);
    const check = report.checks.find(({ name }) => name === 'tokensPerExample')!;
    expect(check).toMatchObject({ outcome: 'warned', count: 4, total: 124 });
    expect(check.rows.map(({ where }) => where).toSorted()).toEqual(long);
    expect(check.rows[0]).toMatchObject({
      origin: expect.stringMatching(/#\d+:\d+$/),
      what: expect.stringMatching(/^about \d+ tokens$/),
    });
  });

  test('is left out by the model that reads least, of many in several prompts', async () => {
    const many = (configuration: Configuration) => {
      small(configuration);
      const [candidate] = candidatesOf(configuration);
      const { [candidate!.base]: least } = configuration.baseModels as Record<string, BaseModel>;
      configuration.prompts = { 'short.yaml': { user: '{{body}}' }, 'named.yaml': { user: '{{name}}: {{body}}' } };
      // The statement must not grow with them: DuckDB takes minutes over a subquery for each.
      configuration.candidates = [384, 500, 600, 700, 800].map((most, place) => {
        const base = place === 0 ? candidate!.base : `base-${most}`;
        configuration.baseModels[base] = { ...least!, id: base, contextTokens: most, tokensPerExample: most };
        const prompt = ['short.yaml', 'named.yaml', candidate!.prompt][place % 3]!;
        return { ...candidate!, id: `c${place}`, base, prompt } as typeof candidate & object;
      });
    };
    const { card, table } = await transform('20261123-00000005', rows, many);
    expect(card.leftOut).toMatchObject({ tooLong: 4 });
    expect([...table.values()].filter(({ left_out }) => left_out === 'tooLong').map(({ key }) => key)).toEqual(long);
  });

  test('fails the run before anything is tuned, where the pipeline says so', async () => {
    const sources = {
      letters: [await transformer.stage('letters', rows, schemas.letters)],
      writers: [await transformer.stage('writers', writers, schemas.writers)],
    };
    const strict = asLetters((configuration) => {
      small(configuration);
      configuration.pipeline.validation.longExamples.policy = 'fail';
    });
    const { result } = await transformer.transform('20261123-00000004', sources, strict);
    expect(result).toMatchObject({ status: 'failed' });
    expect(result!.error!.message).toMatch(
      /^tokensPerExample of .*: 4 of 124 examples \(3.23 %\) are longer than the 384 tokens/,
    );
    expect(result!.error!.where).toMatch(/^z-/);
  });
});
