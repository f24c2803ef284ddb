import { expect, test } from '@jest/globals';
import { fitTfIdf } from '../../../../functions/evaluate/naive/tf-idf';

const termsOf = (text: string) => text.split(' ').filter(Boolean);
const texts = ['please send card', 'please block card', 'please send money money', 'please'];

test('weighs a term by how often the text and how seldom the others have it, and makes all vectors as long', async () => {
  const { size, vectorOf } = await fitTfIdf(texts, { termsOf });
  // All texts have "please": it is no term.
  expect(size).toBe(4);
  const { terms, weights } = vectorOf('money money send please unknown');
  expect(terms).toHaveLength(2);
  const [money, send] = [2 * (1 + Math.log(5 / 2)), 1 + Math.log(5 / 3)];
  const length = Math.hypot(money, send);
  expect([...weights].map((weight) => weight.toFixed(6))).toEqual(
    [money, send].map((each) => (each / length).toFixed(6)),
  );
});

test('keeps the terms of the most texts where there are too many', async () => {
  const { size, vectorOf } = await fitTfIdf(texts, { termsOf, maximumTerms: 3 });
  // Two texts each have "send" and "card", one each "block" and "money": of these there is room for one, and none is kept.
  expect(size).toBe(2);
  expect(vectorOf('send card').terms).toHaveLength(2);
  expect(vectorOf('block money').terms).toHaveLength(0);
});

test('a text of no known term has a vector without weights', async () => {
  const { vectorOf } = await fitTfIdf(texts, { termsOf });
  expect(vectorOf('')).toEqual({ terms: new Uint32Array(), weights: new Float32Array() });
});
