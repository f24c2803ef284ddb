import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../../../functions/evaluate/naive/nearest';
import { asked, trainingOf } from './made-training';

const training = trainingOf(
  ['Answer the customer: my card is lost', 'Block it in the app.'],
  ['Answer the customer: my card has not arrived, my card', 'It takes ten days.'],
  ['Answer the customer: 订单坏了', '我们退款。'],
  ['Answer the customer: how do I top up?', 'With a transfer.'],
);

describe('nearest', () => {
  test.each([
    ['the one with the rarest words in common', 'Answer the customer: LOST, and no app!', 'Block it in the app.'],
    ['by cosine: one with few other words is nearer', 'Answer the customer: card lost', 'Block it in the app.'],
    ['by characters in a script without spaces', 'Answer the customer: 我的订单', '我们退款。'],
    ['of none with a word in common the first', 'Answer the customer: zzz', 'Block it in the app.'],
    ['the same question’s own answer', 'Answer the customer: how do I top up?', 'With a transfer.'],
  ])('gives the answer of the example most like it: %s', async (_, question, expected) => {
    expect((await nearest(training)).answer(asked(question))).toBe(expected);
  });

  test('agrees with a comparison with every example, and each question forgets the last', async () => {
    const words = ['card', 'lost', 'money', 'top', 'up', 'send', 'fee', 'app'];
    const text = (n: number) => words.filter((__, at) => (n * 7919) & (1 << at)).join(' ');
    const many = trainingOf(...Array.from({ length: 97 }, (__, n) => [text(n), String(n)] as [string, string]));
    const rival = await nearest(many);
    const count = (word: string) =>
      many.filter(({ request }) => request.turns[0]!.text.split(' ').includes(word)).length;
    const rarity = Object.fromEntries(words.map((word) => [word, 1 + Math.log(98 / (1 + count(word)))]));
    const of = (question: string) => words.map((word) => (question.split(' ').includes(word) ? rarity[word]! : 0));
    const cosine = (a: number[], b: number[]) =>
      a.reduce((sum, each, at) => sum + each * b[at]!, 0) / (Math.hypot(...a) * Math.hypot(...b) || 1);
    for (let n = 100; n < 200; n++) {
      const likeness = many.map(({ request }) => cosine(of(text(n)), of(request.turns[0]!.text)));
      expect(likeness[Number(rival.answer(asked(text(n))))]).toBeCloseTo(Math.max(...likeness), 5);
    }
  });

  test('reads all turns of a conversation', async () => {
    const rival = await nearest(training);
    expect(rival.answer(asked('I want to top up', 'How?', 'By card'))).toBe('With a transfer.');
  });

  test('says nothing where training has nothing', async () => expect((await nearest([])).answer(asked('x'))).toBe(''));
});
