import { describe, expect, test } from '@jest/globals';
import { borderProbe, mayWaver } from '../../../core/probes/border';

test('two answers that are the same say that a question is not worth more', () => {
  expect(mayWaver(['a', 'a'])).toBe(false);
  expect(mayWaver(['a', 'b'])).toBe(true);
});

describe('of eight answers', () => {
  test.each([
    ['aaaabbbb', { first: 'a', second: 'b' }],
    ['bbaaaaaa', { first: 'a', second: 'b' }],
    ['aaaabbbc', { first: 'a', second: 'b' }],
  ])('%s are a border', (answers, expected) => {
    const probe = borderProbe('river moon', answers.split(''));
    // Those that it was chosen by are no part of its reference.
    expect(probe).toMatchObject({ answers: expected, counts: { first: 0, second: 0, other: 0 } });
  });

  test.each([
    ['aaaaaaaa', 'certain'],
    ['aaaaaaab', 'nearly certain'],
    ['aabbccdd', 'flat'],
    ['aaaabbcc', 'of three kinds'],
  ])('%s are %s, and no probe', (answers) => {
    expect(borderProbe('river moon', answers.split(''))).toBeUndefined();
  });
});
