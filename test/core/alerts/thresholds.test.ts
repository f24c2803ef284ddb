import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { slowAnswer, thresholdsOf } from '../../../core/alerts/thresholds';

test('what is too much is what the conditions of alerts say', () => {
  expect(thresholdsOf('unanswered').map(({ share, window }) => [Number(share.toFixed(2)), window])).toEqual([
    [0.72, 60],
    [0.3, 360],
  ]);
});

test('an answer is slow where signals count it as slow', () => {
  expect(readFileSync('sql/history/signals.sql', 'utf8')).toContain(`latency_ms > ${slowAnswer},`);
});
