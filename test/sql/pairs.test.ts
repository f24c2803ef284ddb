import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCatalog } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import { parsePreference } from '../../local/vertex/preference-example';
import { tokenCountsOf, workloadOf } from '../../core/workload';
import type { Configuration, TunedCandidate } from '../../schemas/generated/types';
import { asLetters, letters, stageLetters } from './letters';
import { openTransformer, type Outcome, type Transformer } from './transformer';

/** Of each five letters one has no rejected answer, one a blank one, one its own target, one a very long one, and one has a pair. */
const rejected = [
  'NULL',
  "' \\n'",
  "CONCAT(' ', answer)",
  "REPEAT('word ', 4000)",
  "CONCAT('No idea about ', answer, ', ask anna@x.example')",
];
const cases = rejected.map((sql, n) => `WHEN ${n} THEN ${sql}`).join(' ');
const kindOf = (key: string) => Number(key.slice(1)) % rejected.length;

const catalog = loadCatalog(repositoryRoot());

const preferring = (
  configuration: Configuration,
  select = `CASE MOD(CAST(SUBSTR(id, 2) AS INT64), 5) ${cases} END`,
) => {
  const base = 'gemini-2.5-flash';
  const settings = { adapterSize: 8, epochs: 2, learningRateMultiplier: 1, checkpoints: 'last' } as const;
  const supervised: TunedCandidate = { id: 'plain', kind: 'tuned', base, prompt: 'prompt.yaml', ...settings };
  const short = { user: 'Short: {{body}}' };
  const configured: Partial<Configuration> = {
    candidates: [supervised, { ...supervised, id: 'polite', prompt: 'short.yaml', method: 'preference', beta: 0.1 }],
    prompts: { 'short.yaml': short },
    baseModels: { [base]: { ...catalog[base]!, tokensPerExample: 3000 } as never },
    trainingSql: configuration.trainingSql.replace('AS target', `AS target, ${select} AS rejected`),
  };
  Object.assign(configuration, configured);
  configuration.pipeline.training.prompt = 'prompt.yaml';
  configuration.pipeline.validation.personalData.policy = 'redact';
};

let transformer: Transformer;
beforeAll(async () => void (transformer = await openTransformer()));
afterAll(() => transformer?.close());

describe('pairs of a target and a rejected answer', () => {
  let made: Outcome;
  beforeAll(async () => {
    made = await transformer.transform('20261129-00000001', await stageLetters(transformer), asLetters(preferring));
  });

  test('are in files of their own, in every prompt, redacted, and in the lineage', async () => {
    const { card, data } = made;
    const lineage = await transformer.lineage(card);
    const preference = card.preference!;
    expect(data.preference).toEqual({ trainUri: preference.trainUri, validationUri: preference.validationUri });
    expect(data.variants![0]!.preference!.trainUri).toMatch(/\/prompts\/[0-9a-f]{12}\/preferences\/train\.jsonl$/);
    for (const split of ['train', 'validation'] as const) {
      const used = lineage.filter((line) => line.split === split && line.pairLine !== undefined);
      expect(used.map(({ key }) => kindOf(key))).toEqual(used.map(() => 4));
      expect(used.map(({ pairLine }) => pairLine)).toEqual(used.map((_, place) => place + 1));
      expect(used).toHaveLength(preference[split]);
      const uri = `${split}Uri` as const;
      const [main, short] = await Promise.all(
        [preference[uri]!, data.variants![0]!.preference![uri]!].map((each) => transformer.lines(each)),
      );
      expect(main).toHaveLength(used.length);
      expect(short).toHaveLength(used.length);
      for (const { key, pairLine } of used) {
        const letter = letters.find(({ id }) => id === key)!;
        const pair = parsePreference(main![pairLine! - 1]!);
        expect(pair).toMatchObject({ system: 'Answer.', preferred: letter.answer });
        expect(pair.rejected).toMatch(new RegExp(`^No idea about ${letter.answer}, ask \\[EMAIL_[0-9a-f]{8}\\]$`));
        expect(parsePreference(short![pairLine! - 1]!).turns).toEqual([
          { role: 'user', text: `Short: ${letter.body}` },
        ]);
      }
    }
    expect(lineage.some(({ split, pairLine }) => split === 'evaluation' && pairLine !== undefined)).toBe(false);
  });

  test('are counted, and what is no pair is told with its reason and stays an example', async () => {
    const { card } = made;
    const lineage = (await transformer.lineage(card)).filter(({ split }) => split !== 'evaluation');
    const count = (...kinds: number[]) => lineage.filter(({ key }) => kinds.includes(kindOf(key))).length;
    const { train, validation, leftOut } = card.preference!;
    expect(leftOut).toEqual({ none: count(0, 1), identical: count(2), tooLong: count(3) });
    expect(train + validation).toBe(count(4));
    expect(card.train + card.validation).toBe(lineage.length);
    const check = card.checks.find(({ name }) => name === 'preferencePairs')!;
    expect(check).toMatchObject({ level: 'warn', bound: 'minimum', measured: train, total: lineage.length });
    expect(check.reason).toBe(
      `${train} pairs of a preferred and a rejected answer to train on, of ${lineage.length} examples; left out are ` +
        `${leftOut.none} without a rejected answer, ${leftOut.identical} with one that is the target itself, ${leftOut.tooLong} with one that is too long for a base`,
    );
  });

  test('are billed for their prompts twice and both answers, in the prompt of whom learns from them', async () => {
    const { card, data, run } = made;
    const lines = (await transformer.lines(data.variants![0]!.preference!.trainUri)).map(parsePreference);
    const fours = (text: string) => Math.ceil(Buffer.byteLength(text) / 4);
    const prompts = lines.reduce((sum, { turns }) => sum + 2 * fours(turns[0]!.text), 0);
    const answers = lines.reduce((sum, pair) => sum + fours(pair.preferred) + fours(pair.rejected), 0);
    const pairs = [...tokenCountsOf(card).values()][1]!.pairs;
    expect(pairs).toEqual({ examples: 2 * lines.length, promptTokens: prompts, targetTokens: answers });
    const { promptDigest } = data.variants![0]!;
    const whole = { base: 'gemini-2.5-flash', promptDigest, examples: 9, prompt: 9, target: 9, error: 0 };
    const ratios = [{ ...whole, pairs: { prompt: 1, target: 2 } }];
    const [, polite] = workloadOf(run.configuration!, tokenCountsOf(card), ratios).candidates;
    expect(polite!.training).toEqual({ examples: lines.length, promptTokens: prompts, targetTokens: 2 * answers });
  });
});

test.each([
  ['no row has one', 'CAST(NULL AS STRING)', /preferencePairs|0 pairs of a preferred and a rejected answer/],
  ['the column is missing', undefined, /training.sql selects no column rejected, and polite learns/],
])('a run ends where %s, before anything is tuned', async (_, select, message) => {
  const { result } = await transformer.transform(
    select ? '20261129-00000002' : '20261129-00000003',
    await stageLetters(transformer),
    asLetters((configuration) => {
      const before = configuration.trainingSql;
      preferring(configuration, select);
      if (!select) configuration.trainingSql = before;
    }),
  );
  expect(result!.error!.message).toMatch(message);
});
