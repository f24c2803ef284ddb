import { expect, test } from '@jest/globals';
import { questionAt, questionCount } from '../../../core/probes/questions';

test('every question is asked under one place, and is two different words', () => {
  const questions = Array.from({ length: questionCount }, (_, place) => questionAt(place));
  expect(new Set(questions).size).toBe(questionCount);
  for (const question of questions) expect(question).toMatch(/^([a-z]+) (?!\1$)[a-z]+$/);
});
