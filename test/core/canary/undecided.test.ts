import { describe, expect, test } from '@jest/globals';
import { courseOf, type Undecided } from '../../../core/canary/undecided';

/** Began on 4 January; a person is asked from the 18th on. */
const canary: Undecided = {
  now: new Date('2027-01-10T12:00:00Z'),
  startedAt: '2027-01-04T09:00:00.000Z',
  rollout: { askAfterDays: 14, onBaseEnd: 'promote' },
  ends: {},
};
const approved = { decision: 'approved', by: 'ana' } as const;
const rejected = { decision: 'rejected', by: 'ana', reason: 'too curt' } as const;
/** The last day for a successor is a week before: 22 February. */
const ends = { production: '2027-03-01' };
const asked = '2027-01-18T09:00:00Z';
const deadline = '2027-02-22T00:00:00Z';

test.each<[string, string, Partial<Undecided>, string, RegExp]>([
  ['goes on until then', '2027-01-18T08:59:59Z', {}, 'hold', /^a person is asked from 2027-01-18 on$/],
  ['is asked about after two weeks', asked, {}, 'ask', /^it has not been told in 14 days$/],
  [
    'is asked about when its pipeline says',
    '2027-01-05T09:00:00Z',
    { rollout: { askAfterDays: 1, onBaseEnd: 'ask' } },
    'ask',
    /in 1 day$/,
  ],
  ['goes on when a person says so', asked, { answer: approved }, 'pass', /^approved by ana$/],
  ['goes back when a person says so', asked, { answer: rejected }, 'rollback', /^rejected by ana: too curt$/],
  ['goes back so even at the end of a base', deadline, { ends, answer: rejected }, 'rollback', /^rejected/],
])('a canary whose answers tell nothing %s', (_, now, more, decision, because) => {
  const course = courseOf({ ...canary, now: new Date(now), ...more });
  expect(course).toEqual({ decision, because: expect.stringMatching(because) });
});

describe('where the base of production ends, and that of the canary later or not at all', () => {
  test.each<[string, string, Partial<Undecided>, string, RegExp]>([
    ['a person is told of that', asked, { ends }, 'ask', /answers until 2027-03-01; unless .* promoted on 2027-02-22$/],
    ['it is asked about on the last day before', '2027-02-21T23:59:59Z', { ends }, 'ask', /2027-03-01/],
    ['it is promoted a week before', deadline, { ends }, 'pass', /^the base of production ends on 2027-03-01/],
    ['so it is when it has just begun', deadline, { ends, startedAt: deadline }, 'pass', /2027-03-01/],
    ['so it is after the end', '2027-03-09T00:00:00Z', { ends }, 'pass', /2027-03-01/],
    ['so it is with a later end', deadline, { ends: { ...ends, canary: '2027-03-02' } }, 'pass', /2027-03-01/],
    [
      'it waits for a person where the pipeline says so',
      deadline,
      { ends, rollout: { askAfterDays: 14, onBaseEnd: 'ask' } },
      'ask',
      /until 2027-03-01$/,
    ],
  ])('%s', (_, now, more, decision, because) => {
    const course = courseOf({ ...canary, now: new Date(now), ...more });
    expect(course).toEqual({ decision, because: expect.stringMatching(because) });
  });
});

describe('where it ends no later than production', () => {
  const both = { ...ends, canary: '2027-03-01' };
  test.each<[string, string, Partial<Undecided>, string]>([
    ['it makes room for the successor after two weeks', asked, { ends: both }, 'rollback'],
    ['not before', '2027-01-18T08:59:59Z', { ends: both }, 'hold'],
    ['nor while the successor is not due', asked, { ends: { production: '2027-03-21', canary: '2027-03-21' } }, 'ask'],
    [
      'it is never promoted by that',
      deadline,
      { ends: { production: '2027-03-01', canary: '2027-02-28' } },
      'rollback',
    ],
  ])('%s', (_, now, more, decision) => {
    expect(courseOf({ ...canary, now: new Date(now), ...more }).decision).toBe(decision);
  });
});
