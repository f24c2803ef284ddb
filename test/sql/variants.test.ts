import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parsePrompt } from '../../core/prompt';
import { geminiText, type Contents } from '../../core/models/gemini';
import type { PromptTemplate } from '../../schemas/generated/types';
import { asLetters, letters, schemas, writers, type Letter } from './letters';
import { openTransformer, type Transformer } from './transformer';

let transformer: Transformer;

beforeAll(async () => {
  transformer = await openTransformer();
});

afterAll(async () => {
  await transformer?.close();
});

const short: PromptTemplate = { user: 'Letter: {{body}}' };
const withSystem: PromptTemplate = { system: 'You are {{name}}, and kind.', user: '{{body}}' };
const digestOf = (template: PromptTemplate) => parsePrompt(template).digest;

const transform = async (id: string, rows: Letter[], change: Parameters<typeof asLetters>[0] = () => {}) => {
  const sources = {
    letters: [await transformer.stage('letters', rows, schemas.letters)],
    writers: [await transformer.stage('writers', writers, schemas.writers)],
  };
  return transformer.transform(
    id,
    sources,
    asLetters((configuration) => {
      // The third is the first under another name.
      configuration.prompts = { 'short.yaml': short, 'system.yaml': withSystem, 'same.yaml': configuration.prompt };
      change(configuration);
    }),
  );
};

const asked = ({ systemInstruction, contents }: Contents) => [
  systemInstruction && geminiText(systemInstruction),
  ...contents.map(geminiText),
];

test('a version has its files in every prompt, line by line of the same examples', async () => {
  const { card, result } = await transform('20261123-00000001', letters.slice(0, 120));
  expect(card.variants!.map(({ promptDigest }) => promptDigest)).toEqual([digestOf(short), digestOf(withSystem)]);
  const [ofShort, ofSystem] = card.variants!;
  expect(result!.output).toMatchObject({
    data: { variants: [{ trainUri: ofShort!.trainUri }, { validationUri: ofSystem!.validationUri }] },
  });
  for (const split of ['trainUri', 'evaluationUri', 'validationUri'] as const) {
    const main = (await transformer.examples(card[split]!)).map(asked);
    const [first, second] = await Promise.all(
      [ofShort, ofSystem].map(async (variant) => (await transformer.examples(variant![split]!)).map(asked)),
    );
    expect(main.length).toBeGreaterThan(5);
    const parts = main.map(([, user, target]) => [...user!.split('\n— '), target]);
    expect(first).toEqual(parts.map(([body, , target]) => [undefined, `Letter: ${body}`, target]));
    expect(second).toEqual(parts.map(([body, name, target]) => [`You are ${name}, and kind.`, body, target]));
  }
});

test('the tokens of every prompt are counted by themselves', async () => {
  const { card } = await transform('20261123-00000001', letters.slice(0, 120));
  const lines = (await transformer.examples(card.variants![1]!.trainUri)).map(asked);
  const tokens = (text = '') => Math.ceil(Buffer.byteLength(text) / 4);
  const total = lines.reduce((sum, [system, user]) => sum + tokens(system) + tokens(user), 0);
  expect(card.variants![1]!.promptTokens['train']).toBe(total);
});

test("a prompt's examples stand before each question of its files, are nothing to compare examples by, and count", async () => {
  const examples = [{ user: 'Letter: It leaks.', model: 'leak' }];
  const { card } = await transform('20261123-00000006', letters.slice(0, 120), (configuration) => {
    configuration.prompts!['short.yaml'] = { ...short, examples };
  });
  const plain = (await transformer.examples(card.trainUri)).map(asked);
  const shown = (await transformer.examples(card.variants![0]!.trainUri)).map(asked);
  expect(shown).toEqual(
    plain.map(([, user, target]) => [
      undefined,
      'Letter: It leaks.',
      'leak',
      `Letter: ${user!.split('\n— ')[0]}`,
      target,
    ]),
  );
  const fours = (text: string) => Math.ceil(Buffer.byteLength(text) / 4);
  const before = '[{"role":"user","text":"Letter: It leaks."},{"role":"model","text":"leak"}]';
  const total = shown.reduce((sum, texts) => sum + fours(before) + fours(texts[3]!), 0);
  expect(card.variants![0]!.promptTokens['train']).toBe(total);
  expect(card.leftOut).toEqual({});
});

test('what is redacted is so in every prompt, and by the same token', async () => {
  const rows = letters.slice(0, 120).map((letter) => ({ ...letter, body: `${letter.body} of jane.doe@example.com` }));
  const { card } = await transform('20261123-00000002', rows, ({ pipeline }) => {
    pipeline.validation.personalData.policy = 'redact';
  });
  const tokens = new Set<string>();
  for (const uri of [card.trainUri, ...card.variants!.map(({ trainUri }) => trainUri)])
    for (const example of await transformer.examples(uri)) {
      const text = asked(example).join(' ');
      expect(text).not.toContain('jane.doe');
      tokens.add(/\[EMAIL_\w+\]/.exec(text)![0]);
    }
  expect(tokens.size).toBe(1);
});

test('an example that is too long in one of the prompts is left out of all', async () => {
  const rows = letters.slice(0, 120).map((letter, n) => (n === 7 ? { ...letter, writer_id: 'w0' } : letter));
  const long = { user: `{{body}}${' very'.repeat(300)}` };
  const outcome = await transform('20261123-00000003', rows, (configuration) => {
    configuration.prompts!['long.yaml'] = long;
    const { base } = configuration.pipeline.tuning.candidates[0]! as { base: string };
    configuration.baseModels[base] = {
      id: base,
      tokensPerExample: 300,
      contextTokens: 300,
      bytesPerToken: { ascii: 4, other: 4 },
    } as never;
  });
  expect(outcome.result?.error?.message).toMatch(/tokensPerExample/);
});

test('a prompt that has no text for an example is refused', async () => {
  const rows = [...letters.slice(0, 119), { ...letters[119]!, body: ' ' }];
  const { result } = await transform('20261123-00000004', rows, (configuration) => {
    configuration.prompts!['bare.yaml'] = { user: '{{body}}' };
  });
  expect(result?.error?.message).toMatch(/1 of 120 examples have a prompt without text, such as key "l0119"/);
});

test('a field that only another prompt uses has to be selected', async () => {
  const { result } = await transform('20261123-00000005', letters.slice(0, 120), (configuration) => {
    configuration.prompts!['other.yaml'] = { user: '{{body}} {{mood}}' };
  });
  expect(result?.error?.message).toContain('training.sql selects no column mood, which the prompt uses as {{mood}}');
});
