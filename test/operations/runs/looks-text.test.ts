import { expect, test } from '@jest/globals';
import { looksText } from '../../../operations/runs/looks-text';

const looks = { taken: 2, planned: 5, examples: 220, plannedExamples: 550, answersSaved: 1320 };

test.each([
  [looks, 'Clear at look 2 of 5, after 220 of 550 examples: 1,320 answers not asked for.'],
  [
    { ...looks, priceSaved: 1.234, currency: 'USD' },
    'Clear at look 2 of 5, after 220 of 550 examples: 1,320 answers not asked for, which would have cost $1.23.',
  ],
  [
    { ...looks, taken: 5, examples: 550, answersSaved: 0 },
    'Answers were asked for in 5 looks, and all of them were needed.',
  ],
])('%#: says at which look it ended, and what that has saved', (found, text) => expect(looksText(found)).toBe(text));
