import { describe, expect, test } from '@jest/globals';
import { firstWords } from '../../../../functions/evaluate/naive/first-words';
import { asked, trainingOf } from './made-training';

const answered = (targets: string[], input: string) =>
  firstWords(trainingOf(...targets.map((target, n) => [`question ${n}`, target] as [string, string]))).answer(
    asked(input),
  );

describe('first-words', () => {
  test.each([
    [
      'as many as a target has in the median',
      ['a b', 'a b c', 'a b c d e f g'],
      'The jar, it broke. Help!',
      'The jar, it',
    ],
    ['as they are written', ['a b c'], '  Hi,\n\nDr. Müller wrote', 'Hi,\n\nDr. Müller'],
    ['all where there are fewer', ['a b c'], 'two words', 'two words'],
    ['none of an empty input', ['a b c'], ' \n', ''],
    ['characters in a script without spaces', ['退款请求'], '我的订单坏了，请退款', '我的订单'],
    ['words and characters where both are there', ['a b 退'], 'iPhone 坏了 again', 'iPhone 坏了'],
    ['a character with its marks', ['ก ข'], 'กี่ขา', 'กี่ข'],
  ])('says %s', (_, targets, input, expected) => expect(answered(targets, input)).toBe(expected));

  test('says nothing where training has nothing', () => expect(firstWords([]).answer(asked('some words'))).toBe(''));

  test('passes over the instruction that every prompt begins with', () => {
    const rival = firstWords(
      trainingOf(['Sum up this: It broke.', 'broken jar'], ['Sum up this: I like it.', 'praise']),
    );
    expect(rival.answer(asked('Sum up this: Where is my order?'))).toBe('Where is');
    expect(rival.answer(asked('Sum it up, please'))).toBe('Sum it');
  });

  test('takes no part of a word for an instruction, and no input for one where all ask the same', () => {
    expect(firstWords(trainingOf(['interest', 'a'], ['internet', 'b'])).answer(asked('international law'))).toBe(
      'international',
    );
    expect(firstWords(trainingOf(['go on', 'a'], ['go on', 'b'])).answer(asked('go on'))).toBe('go');
  });

  test('reads the last turn of a conversation', () => {
    const rival = firstWords(trainingOf(['x', 'two words'], ['y', 'two words']));
    expect(rival.answer(asked('Hello there', 'Good day', 'Cancel my order'))).toBe('Cancel my');
  });
});
