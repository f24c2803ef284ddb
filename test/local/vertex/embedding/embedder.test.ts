import { describe, expect, test } from '@jest/globals';
import { createEmbedder } from '../../../../local/vertex/embedding/embedder';

const embed = createEmbedder();
const cosine = (one: string, other: string, dimensions = 768): number => {
  const [a, b] = [embed(one, dimensions), embed(other, dimensions)];
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
};
const lengthOf = (vector: number[]) => Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));

describe('the vector of a text', () => {
  test.each([128, 768, 3072])('has %d numbers and the length 1', (dimensions) => {
    const vector = embed('How do I return a kettle?', dimensions);
    expect(vector).toHaveLength(dimensions);
    expect(lengthOf(vector)).toBeCloseTo(1, 5);
  });

  test('is the beginning of the longer one, made as long again', () => {
    const [long, short] = [embed('a broken kettle', 3072), embed('a broken kettle', 256)];
    const scale = lengthOf(long.slice(0, 256));
    short.forEach((value, at) => expect(value).toBeCloseTo(long[at]! / scale, 6));
  });

  test('is the same bits at every call', () => {
    expect(embed('Frida’s order 20019', 768)).toEqual(embed('Frida’s order 20019', 768));
  });

  test('takes no account of what says what the text is for, nor of case and marks', () => {
    expect(cosine('task: search result | query: Late parcel?', 'title: none | text: late parcel')).toBeCloseTo(1, 6);
  });

  test.each([
    ['My parcel is broken.', 'The package arrived damaged.', 'The oven bakes bread.'],
    ['How much does shipping cost?', 'the price of delivery', 'the colour of the door'],
    ['the kettle HK-210 was recalled', 'recall of HK-210', 'recall of HC-9'],
  ])('of "%s" is nearer to "%s" than to "%s"', (text, near, far) => {
    expect(cosine(text, near)).toBeGreaterThan(cosine(text, far) + 0.1);
  });

  test('of a text without words is zeros', () => {
    expect(new Set(embed('?!', 768))).toEqual(new Set([0]));
  });
});
