import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { encodePrompt, firstMerge, special } from '../../../../local/vertex/model/tokenizer';

const { tokenizer } = loadBase(defaultBase);
const { encode, decode } = tokenizer;

describe('the tokenizer', () => {
  test('gives back every well-formed string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decode(encode(text))).toBe(text);
      }),
    );
  });

  test.each([
    '',
    ' ',
    '\r\n\t',
    'Zażółć gęślą jaźń',
    '订单 88121',
    '👩‍👩‍👧 done',
    "it's  two  spaces",
    '<model>',
    'a'.repeat(5000),
  ])('gives back %j', (text) => {
    expect(decode(encode(text))).toBe(text);
  });

  test('cuts numbers into digits, so that they can be copied', () => {
    expect(encode('88121')).toHaveLength(5);
    expect(encode('88121')[0]).toBe(encode('8')[0]);
  });

  test('needs fewer tokens than bytes for English', () => {
    expect(encode('The person who wrote the letter asked for an answer.').length).toBeLessThan(16);
  });

  test('never makes a mark out of text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encode(text).every((id) => id < special.text || id >= firstMerge)).toBe(true);
      }),
    );
  });

  test('marks the turns of a prompt and leaves the last one open', () => {
    const prompt = encodePrompt(tokenizer, [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: ' Hello ' },
    ]);
    const { system, user, model, end } = special;
    expect(prompt).toEqual([system, ...encode('Be brief.'), end, user, ...encode('Hello'), end, model]);
  });
});
