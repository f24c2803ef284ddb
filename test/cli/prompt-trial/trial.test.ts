import { describe, expect, test } from '@jest/globals';
import type { ModelPrices } from '../../../catalog/prices';
import { subjectsOf } from '../../../cli/prompt-trial/subjects';
import { trialMetric, tryPrompt } from '../../../cli/prompt-trial/trial';
import type { ModelAnswer, ModelQuestion } from '../../../core/models/question';
import { configuration, own, ownDigest, tried, where } from './trials';

const price = { training: 1, input: 1, output: 10, tunedFactor: 2, batchFactor: 1 };
const prices = { currency: 'USD', models: { 'gemini-3.5-flash-lite': price } } as unknown as ModelPrices;
const { pipeline } = configuration;
const examples = Array.from({ length: 60 }, (_, i) => ({
  line: i + 1,
  values: { email: `email ${i}` },
  history: [],
  references: [`right ${i}`, 'also right'],
}));
const said = (text: string): ModelAnswer => ({
  outcome: text === '' ? 'empty' : 'answered',
  text,
  finishReason: 'STOP',
  usage: { inputTokens: 100, outputTokens: 10, thoughtTokens: 0 },
});
const rejected: ModelAnswer = {
  outcome: 'rejected',
  text: '',
  finishReason: 'INVALID_ARGUMENT',
  rejection: { message: 'too long' },
  usage: { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 },
};
const trialOf = async (answer: (question: ModelQuestion) => ModelAnswer) =>
  tryPrompt(
    await subjectsOf(tried, { readText: async () => undefined }, where),
    examples,
    { pipeline, prices, seed: 's' },
    { generate: async (question) => answer(question) },
  );
const placeIn = ({ request }: ModelQuestion): number => Number(request.turns.at(-1)!.text.split(' ')[1]);

test('polite prompts that are right where the plain one is wrong are better, in the words of the gate', async () => {
  const { comparisons } = await trialOf((question) => {
    if (question.model.endsWith('/endpoints/1')) return said('also right');
    return said(question.request.system === 'Be polite.' ? `right ${placeIn(question)}` : 'wrong');
  });
  expect(comparisons).toMatchObject([
    { candidate: 'polite.yaml', rival: 'base', verdict: 'better', means: { candidate: 1, rival: 0 }, n: 60 },
    { candidate: 'polite.yaml', rival: 'production', verdict: 'not measurable', means: { candidate: 1, rival: 1 } },
  ]);
});

test('what few examples cannot tell is not measurable, with how many more would', async () => {
  const { comparisons } = await trialOf((question) => {
    const isRight = placeIn(question) % (question.request.system ? 5 : 7) === 0;
    return said(isRight ? 'also right' : 'wrong');
  });
  expect(comparisons[0]).toMatchObject({ verdict: 'not measurable', moreRows: expect.any(Number) });
});

test('an example that one of them does not take is compared by nobody, and is told; each has its bill', async () => {
  const { comparisons, bills } = await trialOf((question) => {
    if (question.model.endsWith('/endpoints/1')) return placeIn(question) < 2 ? rejected : said('');
    return said('wrong');
  });
  expect(comparisons.map((each) => each.method !== 'none' && each.n)).toEqual([58, 58]);
  expect(bills).toEqual([
    { subject: 'polite.yaml', rejected: 0, empty: 0, inputTokens: 6000, outputTokens: 600, price: 0.012 },
    { subject: 'base', rejected: 0, empty: 0, inputTokens: 6000, outputTokens: 600, price: 0.012 },
    { subject: 'production', rejected: 2, empty: 58, inputTokens: 5800, outputTokens: 580, price: 0.0232 },
  ]);
});

test('every question has the settings of the pipeline, and the labels where an answer is one of them', async () => {
  const questions: ModelQuestion[] = [];
  await tryPrompt(
    await subjectsOf(tried, { readText: async () => undefined }, where),
    examples.slice(0, 1),
    { pipeline, prices, seed: 's', choices: ['a', 'b'] },
    { generate: async (question) => (questions.push(question), said('a')) },
  );
  expect(questions).toHaveLength(3);
  for (const question of questions)
    expect(question).toMatchObject({ generation: pipeline.generation, choices: ['a', 'b'] });
});

test("each prompt is answered as it says, and so may be compared with itself under the pipeline's settings", async () => {
  const questions: ModelQuestion[] = [];
  const generation = { temperature: 0.9 };
  const warm = { name: 'warm.yaml', digest: ownDigest, template: { ...own, generation } };
  const subjects = await subjectsOf({ ...tried, prompt: warm }, { readText: async () => undefined }, where);
  await tryPrompt(
    subjects,
    examples.slice(0, 1),
    { pipeline, prices, seed: 's' },
    { generate: async (question) => (questions.push(question), said('a')) },
  );
  expect(questions.map((question) => question.generation.temperature)).toEqual([0.9, 0, 0]);
});

describe('a metric of more than an answer and its references is refused by name', () => {
  test.each([
    [{ metric: 'javascript', name: 'own' }, /measured by the pipeline's own code/],
    [{ metric: 'graded', name: 'own' }, /measured by a judge/],
  ])('%j', (entry, message) => {
    const { evaluation, deployment } = pipeline;
    const gate = { ...deployment.gate, metric: 'own' };
    const spec = { ...pipeline, evaluation: { ...evaluation, metrics: [entry] }, deployment: { gate } };
    expect(() => trialMetric(spec as unknown as typeof pipeline)).toThrow(message);
  });
});
