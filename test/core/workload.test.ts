import { describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../core/prompt';
import { frozenPrices, priceOf } from '../../core/price';
import { tokenCountsOf, workloadOf, type Load } from '../../core/workload';
import { exampleRun } from '../functions/fakes';

const short = { user: 'Sum up: {{email}}' };
const long = { system: 'You are a careful reader of letters.', user: '{{email}}' };

/** Four bytes a token, each text rounded up: 100 training examples of 2,000 prompt tokens in the short prompt. */
const card = {
  promptDigest: parsePrompt(short).digest,
  statistics: [
    { split: 'train', examples: 100, promptTokens: { total: 2000 }, targetTokens: { total: 1000 } },
    { split: 'evaluation', examples: 10, promptTokens: { total: 200 }, targetTokens: { total: 100 } },
  ],
  variants: [{ promptDigest: parsePrompt(long).digest, promptTokens: { train: 5000, evaluation: 500 } }],
};

const { configuration } = exampleRun((changed) => {
  changed.prompt = short;
  changed.prompts = { 'prompt.yaml': short, 'long.yaml': long };
  changed.pipeline.training.prompt = 'prompt.yaml';
  changed.baseModels = { flash: {}, tiny: { tokenizing: { bytesPerToken: 2, tokensPerTurn: 2 } } };
  const tuned = { kind: 'tuned', adapterSize: 8, epochs: 3, learningRateMultiplier: 1, checkpoints: 'last' } as const;
  changed.candidates = [
    { ...tuned, id: 'short', base: 'flash', prompt: 'prompt.yaml' },
    { ...tuned, id: 'long', base: 'flash', prompt: 'long.yaml' },
    { ...tuned, id: 'tiny', base: 'tiny', prompt: 'prompt.yaml' },
    { kind: 'prompted', id: 'shots', base: 'flash', prompt: 'prompt.yaml', examples: 5 },
  ];
});
const { candidates, base } = workloadOf(configuration, tokenCountsOf(card));
const [inShort, inLong, ofTiny, shots] = candidates;
const tokensOf = ({ training }: Load) => training.promptTokens + training.targetTokens;

describe('what candidates are trained on and asked', () => {
  test('is counted in the prompt of each', () => {
    // Each text was rounded up to four bytes, by 1.5 of them on average: 100 texts are 37.5 tokens fewer, 200 are 75.
    expect(inShort!.training).toEqual({ examples: 100, promptTokens: 1963, targetTokens: 963 });
    expect(inLong!.training).toEqual({ examples: 100, promptTokens: 4925, targetTokens: 963 });
  });

  test('is counted as the tokenizer of each base does, with its marks around every turn', () => {
    // 8,000 and 4,000 bytes, less 150 each, are at two bytes a token 3,925 and 1,925; two marks a turn are 200 each.
    expect(ofTiny!.training).toEqual({ examples: 100, promptTokens: 4125, targetTokens: 2125 });
  });

  test("is counted by what the base's own tokenizer has made of a sample, where that is known of the prompt", () => {
    const ratio = { base: 'flash', promptDigest: card.promptDigest, examples: 50, prompt: 1.5, target: 2, error: 0.01 };
    const [measured, other] = workloadOf(configuration, tokenCountsOf(card), [ratio]).candidates;
    expect(measured!.training).toEqual({ examples: 100, promptTokens: 3000, targetTokens: 2000 });
    expect(other!.training).toEqual(inLong!.training);
  });

  test('has as many training examples before each question as a candidate without tuning shows', () => {
    expect(base!.heldOut.promptTokens).toBe(196);
    // 29.26 tokens an example, five before each of ten questions.
    expect(shots).toMatchObject({ epochs: 0, heldOut: { examples: 10, promptTokens: 1659, targetTokens: 96 } });
  });

  test('of a search is what it would be were it the dearest that go on: who is stopped is asked nothing', () => {
    const halved = structuredClone(configuration);
    halved.pipeline.tuning.strategy = 'halving';
    halved.pipeline.tuning.halving = { factor: 3, minimumEpochs: 1 };
    const prices = { input: 1, output: 1, tunedFactor: 1 };
    halved.baseModels['flash'] = { price: { training: 3, ...prices } };
    halved.baseModels['tiny'] = { ...halved.baseModels['tiny'], price: { training: 3, ...prices } };
    const load = workloadOf(halved, tokenCountsOf(card));
    // Rungs of three candidates for one epoch and one for three; ofTiny and inShort have fewer tokens than inLong or cost less.
    const [dearest] = [inShort!, inLong!, ofTiny!].toSorted((a, b) => tokensOf(b) - tokensOf(a));
    expect(load.candidates.map(({ id, epochs, isStopped = false }) => [id, epochs, isStopped])).toEqual([
      ...['short', 'long', 'tiny'].map((id) => (id === dearest!.id ? [id, 4, false] : [id, 1, true])),
      ['shots', 0, false],
    ]);
    const { tuned, isSearched, evaluation } = priceOf(load, frozenPrices(halved));
    const others = [inShort!, inLong!, ofTiny!].filter((each) => each !== dearest);
    const tokens = 4 * tokensOf(dearest!) + others.reduce((sum, each) => sum + tokensOf(each), 0);
    expect(tuned).toBeCloseTo((3 * tokens) / 1e6, 12);
    // The base, the one that goes on, and the one that is not tuned.
    expect([isSearched, evaluation!.answers]).toEqual([true, 3 * 10]);
  });

  test('a judge is asked about each with question, reference and answer', () => {
    const judged = structuredClone(configuration);
    judged.pipeline.evaluation.metrics = [{ metric: 'graded', judge: 'flash', rubric: 'Is it right?' }] as never;
    const [load] = workloadOf(judged, tokenCountsOf(card)).judges;
    expect(load).toMatchObject({ judge: 'flash', questions: 1 });
    // 196 of the questions and 96 twice, and the words of the judge's own prompt for each of the ten.
    expect(load!.heldOut.promptTokens).toBeGreaterThan(196 + 2 * 96 + 10 * 50);
    expect(load!.heldOut.promptTokens).toBeLessThan(196 + 2 * 96 + 10 * 150);
  });
});
