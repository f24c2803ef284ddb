import { describe, expect, test } from '@jest/globals';
import { staleReasons, type Considered } from '../../../operations/overview/stale';
import type { RetrainingRequest } from '../../../schemas/generated/types';

const production = { run: '20261101-aaaaaaaa' } as Considered['production'];
const fresh: Considered = {
  name: 'tickets',
  production,
  lastRun: { run: '20261101-aaaaaaaa', status: 'deployed', createdAt: '2026-11-01T08:00:00.000Z' },
  retraining: [],
  configurations: { production: 'd1', now: 'd1' },
};

describe('what is in production', () => {
  test.each<[string, Partial<Considered>, string[]]>([
    ['is not stale where nothing has come since', {}, []],
    [
      'is older than a batch whose run was refused',
      { lastRun: { run: '20261112-bbbbbbbb', status: 'refused', createdAt: '2026-11-12T08:00:00.000Z' } },
      ['there is a newer batch, of 12 November 2026: its run 20261112-bbbbbbbb was refused'],
    ],
    [
      'was made by another folder',
      { configurations: { production: 'd1', now: 'd2' } },
      ['pipelines/tickets has changed since the run that made it'],
    ],
    ['is not called so where its run is gone', { configurations: { now: 'd2' } }, []],
    [
      'has not learnt from what people have corrected since',
      {
        retraining: [
          {
            request: 'r-0123abcd',
            cause: 'feedback',
            why: 'people have corrected or approved 230 answers since the last run',
            newExamples: 230,
          } as RetrainingRequest,
        ],
      },
      ['people have corrected or approved 230 answers since the last run: request r-0123abcd'],
    ],
    [
      'is on a base that has a successor',
      {
        ends: {
          pipeline: 'tickets',
          base: 'gemini-2.5-flash',
          action: 'inference',
          location: 'us',
          state: 'open',
          breaks: [],
          closesOn: '2027-01-16',
          successor: 'gemini-3.5-flash',
        },
      },
      ['gemini-2.5-flash ends on 16 January 2027, and has a successor: gemini-3.5-flash'],
    ],
  ])('%s', (_, more, reasons) => {
    expect(staleReasons({ ...fresh, ...more })).toEqual(reasons);
  });

  test('is nothing that could be stale where nothing is', () => {
    expect(staleReasons({ ...fresh, production: undefined, configurations: { production: 'd1', now: 'd2' } })).toEqual(
      [],
    );
  });
});
