import { expect, test } from '@jest/globals';
import { evidenceOf } from '../../../operations/runs/evidence';
import type { EvaluatedExample } from '../../../schemas/generated/types';

const answer = (text: string, score?: number, isLabel?: boolean): EvaluatedExample['answers'][string] => ({
  outcome: score === undefined ? 'rejected' : 'answered',
  text,
  finishReason: 'STOP',
  ...(isLabel !== undefined && { isLabel }),
  scores: score === undefined ? {} : { m: score },
});

const example = (line: number, target: string, answers: EvaluatedExample['answers']): EvaluatedExample => ({
  line,
  prompt: `question ${line}`,
  target,
  answers,
});

test('of wins, losses and ties those are told that tell most, at most two each against each rival', () => {
  const gains = [0.1, 0.9, 0.5, -0.2, 0, 0, 0];
  const predictions = gains.map((gain, i) => example(i + 1, 't', { base: answer('b', 0), c: answer('c', gain) }));
  const { sideBySide } = evidenceOf(predictions, 'c', 'm');
  expect(sideBySide.map(({ outcome, example: { line } }) => [outcome, line])).toEqual([
    ['win', 2],
    ['win', 3],
    ['loss', 4],
    ['tie', 5],
    ['tie', 6],
  ]);
});

test('what could not be asked is no example, and what is right is none of the worst', () => {
  const predictions = [
    example(1, 't', { base: answer('', 0), c: answer('') }),
    example(2, 't', { base: answer('', 0), c: answer('t', 1) }),
    example(3, 't', { base: answer(''), c: answer('x', 0.3) }),
    example(4, 't', { base: answer('', 0), c: answer('y', 0.1) }),
  ];
  const { sideBySide, worst } = evidenceOf(predictions, 'c', 'm');
  expect(sideBySide.map(({ example: { line } }) => line)).toEqual([2, 4]);
  expect(worst.map(({ line }) => line)).toEqual([4, 3]);
});

test('a label that was said and is one of the references is right', () => {
  const taken = { ...example(1, 'card lost', { c: answer('card stolen', 1, true) }), references: ['card stolen'] };
  const { mistakes, confusion } = evidenceOf([taken], 'c', 'm');
  expect(mistakes).toEqual([]);
  expect(confusion).toEqual({ wanted: ['card stolen'], said: ['card stolen'], counts: [[1]], others: 0 });
});

test('labels taken for others are counted, the most frequent first; texts of their own are no labels', () => {
  const predictions = [
    example(1, 'card lost', { c: answer('card stolen', 0, true) }),
    example(2, 'card lost', { c: answer('no idea', 0, false) }),
    example(3, 'pin', { c: answer(' pin\n', 1, true) }),
    example(4, 'card lost', { c: answer('card stolen', 0, true) }),
  ];
  expect(evidenceOf(predictions, 'c', 'm').mistakes).toEqual([
    { target: 'card lost', said: 'card stolen', count: 2 },
    { target: 'card lost', said: '(no label)', count: 1 },
  ]);
  expect(evidenceOf([example(1, 'a', { c: answer('b', 0) })], 'c', 'm').mistakes).toEqual([]);
});
