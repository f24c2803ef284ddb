import { describe, expect, test } from '@jest/globals';
import { describeRequest, nextOf, requestLines } from '../../../cli/render/request-lines';
import type { RetrainingRequest } from '../../../schemas/generated/types';

const request: RetrainingRequest = {
  request: 'r-11853a2c',
  cause: 'drift',
  why: '"card not arrived" went from 2 % to 11 %',
  at: '2026-11-23T11:00:00.000Z',
  state: 'suggested',
  because: 'retraining.mode is suggest',
};
const told = (change: Partial<RetrainingRequest>) => ({ pipeline: 'support', request: { ...request, ...change } });

describe('what is told of a request to retrain', () => {
  test('is why, the id, and what a person can type', () => {
    const lines = requestLines(told({})).join('\n');
    for (const part of ['Suggested', 'to retrain support', request.why, 'mode is suggest', 'approve r-11853a2c'])
      expect(lines).toContain(part);
  });

  test('is who has asked, and who has said yes', () => {
    const decision = { decision: 'approved' as const, by: 'bo', at: request.at };
    expect(describeRequest({ ...request, by: 'ana', decision })).toBe(
      `${request.why} (ana, r-11853a2c; approved by bo)`,
    );
  });

  test.each<[RetrainingRequest['state'], Partial<RetrainingRequest>, string]>([
    ['waiting', {}, 'every hour'],
    ['started', { from: '20261122-0d1e2f3a' }, 'what run 20261122-0d1e2f3a read'],
    ['ended', { run: '20261124-9e8d7c6b' }, 'npx landfall run 20261124-9e8d7c6b'],
    ['refused', {}, 'npx landfall drop support FILE…'],
  ])('of one that is %s has the next command', (state, change, next) => {
    expect(nextOf(told({ ...change, state }))).toContain(next);
  });

  test('has no control characters of whoever has asked', () => {
    expect(requestLines(told({ why: 'a\u001b[2Jb' })).join('')).not.toContain('\u001b[2J');
  });
});
