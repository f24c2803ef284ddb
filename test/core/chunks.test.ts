import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunksOf, type Chunking } from '../../core/chunks';
import { estimatedTokens } from '../../core/tokens';

/** A token for each character of English. */
const rates = { ascii: 1, other: 3 };

describe('a text is cut', () => {
  test.each<[what: string, text: string, chunking: Chunking, chunks: string[]]>([
    ['nowhere where it fits', 'One. Two.', { tokens: 20, overlap: 4 }, ['One. Two.']],
    ['into nothing where there is none', '', { tokens: 20, overlap: 0 }, []],
    [
      'between sentences',
      'The kettle leaks. I want a new one. Please write soon.',
      { tokens: 36, overlap: 0 },
      ['The kettle leaks. I want a new one. ', 'Please write soon.'],
    ],
    [
      'with the last sentences of the part before, as many as the overlap has room for',
      'One. Two. Three. Four. Five.',
      { tokens: 17, overlap: 10 },
      ['One. Two. Three. ', 'Three. Four. ', 'Four. Five.'],
    ],
    [
      'with its last words, where the last sentence is longer than the overlap',
      'The kettle leaks. I want a new one.',
      { tokens: 26, overlap: 8 },
      ['The kettle leaks. ', ' leaks. I want a new one.'],
    ],
    [
      'between words within a sentence that is longer than a part',
      'alpha beta gamma delta epsilon',
      { tokens: 12, overlap: 0 },
      ['alpha beta ', 'gamma delta ', 'epsilon'],
    ],
    ['within a word that is longer than a part', 'abcdefghij', { tokens: 4, overlap: 0 }, ['abcd', 'efgh', 'ij']],
    [
      'after the stop of another script',
      'これは長い。もう一つ。',
      { tokens: 8, overlap: 0 },
      ['これは長い。', 'もう一つ。'],
    ],
    [
      'never within what a reader sees as one character, though it is longer than a part',
      '👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
      { tokens: 4, overlap: 0 },
      ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ],
    ['never between a letter and its accent', 'e\u0301e\u0301', { tokens: 2, overlap: 0 }, ['e\u0301', 'e\u0301']],
  ])('%s', (_, text, chunking, chunks) => {
    expect(chunksOf(text, chunking, rates)).toEqual(chunks);
  });

  const pieces = ['The kettle leaks. ', 'Why? ', 'naïve façade ', '猫が好き。', '👍🏽', '\n\n', '3.14 ', 'e\u0301', 'a'];
  // Each begins with a sign of its own, so that it can be said where a part goes on.
  const texts = fc
    .array(fc.constantFrom(...pieces), { maxLength: 60 })
    .map((chosen) => chosen.map((piece, n) => String.fromCodePoint(0x4e00 + n) + piece).join(''));
  const sizes = fc.record({ tokens: fc.integer({ min: 4, max: 60 }), overlap: fc.integer({ min: 0, max: 30 }) });

  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const charactersIn = (text: string) => [...characters.segment(text)];

  test('so that every character is in a part, in its order and uncut, and no part is longer than it may be', () => {
    fc.assert(
      fc.property(texts, sizes, (text, { tokens, overlap }) => {
        const most = { tokens, overlap: Math.min(overlap, Math.floor(tokens / 2)) };
        const chunks = chunksOf(text, most, rates);
        const between = new Set([...charactersIn(text).map(({ index }) => index), text.length]);
        let end = 0;
        for (const chunk of chunks) {
          const shared = sharedOf(text, end, chunk);
          expect(estimatedTokens(chunk.slice(0, shared), rates)).toBeLessThanOrEqual(most.overlap);
          expect(between.has(end - shared)).toBe(true);
          end += chunk.length - shared;
          expect(between.has(end)).toBe(true);
          expect(estimatedTokens(chunk, rates) <= tokens || charactersIn(chunk).length === 1).toBe(true);
        }
        expect(end).toBe(text.length);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  /** Characters at the head of a chunk that stand before `end` of the text already: the fewest with which it goes on there. */
  function sharedOf(text: string, end: number, chunk: string): number {
    for (let shared = 0; shared <= end; shared++)
      if (text.startsWith(chunk, end - shared) && shared < chunk.length) return shared;
    throw new Error(`${JSON.stringify(chunk)} does not go on at ${end}`);
  }

  test('of any signs whatever', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 });
    const size = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(anything, size, (text, tokens) => {
        expect(chunksOf(text, { tokens, overlap: 0 }, rates).join('')).toBe(text);
      }),
      { seed: 7 },
    );
  });

  test('a novel in a moment: a megabyte within two seconds', () => {
    const novel = 'It was the best of times, it was the worst of times. '.repeat(20_000);
    const before = process.cpuUsage();
    expect(chunksOf(novel, { tokens: 4000, overlap: 200 }, { ascii: 4, other: 4 }).length).toBeGreaterThan(60);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });
});
