import { describe, expect, test } from '@jest/globals';
import { citationsOf, type CitedPassage } from '../../../core/grounding/citations';

const object =
  'Über uns.\n\n# Returns\n\nYou may send goods back – within 30 days. We pay the postage.\n\nEngraved cups stay.\n';
const bytes = Buffer.from(object);
const start = Buffer.byteLength('Über uns.\n\n');
const text = bytes.subarray(start).toString('utf8').trimEnd();
const passage: CitedPassage = {
  text,
  heading: 'Returns',
  citation: { object: 'gs://a/o.md', generation: '7', start, end: start + Buffer.byteLength(text), quote: text },
};
const cited = (answer: string) => citationsOf(answer, [passage], ['en']);

describe('of each sentence of an answer', () => {
  test.each([
    ['You can send goods back within 30 days.', 'supported'],
    ['We pay for the postage.', 'supported'],
    ['You can send goods back within 60 days.', 'unsupported'],
    ['Refunds arrive by pigeon.', 'unsupported'],
    ['Yes.', 'none'],
  ])('%j is %s', (answer, support) => {
    expect(cited(answer).map((sentence) => sentence.support)).toEqual([support]);
  });

  test('the citation is the very bytes that say so, and no more', () => {
    const [sentence] = cited('You can send goods back within 30 days.');
    const [{ start: from, end, quote, generation }] = sentence!.citations as [CitedPassage['citation']];
    expect(quote).toBe('You may send goods back – within 30 days.');
    expect(bytes.subarray(from, end).toString('utf8')).toBe(quote);
    expect(generation).toBe('7');
  });

  test('each has its place, so that one that nothing bears out can be marked', () => {
    const answer = 'Yes. Engraved cups stay here. Refunds arrive by pigeon.';
    expect(cited(answer).map(({ start: from, end, support }) => [answer.slice(from, end), support])).toEqual([
      ['Yes.', 'none'],
      ['Engraved cups stay here.', 'supported'],
      ['Refunds arrive by pigeon.', 'unsupported'],
    ]);
  });
});
