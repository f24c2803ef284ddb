import { describe, expect, test } from '@jest/globals';
import { stateOf, type Asked, type LifecycleDate } from '../../catalog/lifecycle';

const date = (action: LifecycleDate['action'], closesOn: string, more: Partial<LifecycleDate> = {}) => ({
  action,
  closesOn,
  source: 'https://example.com',
  asOf: '2026-11-28',
  ...more,
});

const lifecycle = [
  date('inference', '2027-01-28'),
  date('inference', '2026-10-20', { projects: 'new' }),
  date('inference', '2027-08-06', { locations: ['europe-west9'] }),
  date('tuning', '2026-09-20'),
  date('tuning', '2026-09-16'),
  date('access', '2026-07-02', { projects: 'inactive', inactiveDays: 60 }),
  date('access', '2027-01-06'),
  date('price', '2027-02-01', { locations: ['us'] }),
];

const on = new Date('2026-11-28T00:00:00Z');
const cases: [string, Omit<Asked, 'on'>, object][] = [
  ['is open until its day', { action: 'inference', location: 'us' }, { state: 'open', daysLeft: 61 }],
  ['is closed from its day on', { action: 'tuning', location: 'us' }, { state: 'closed', daysLeft: -73 }],
  ['ends sooner for some projects', { action: 'inference', location: 'us', projects: 'new' }, { state: 'closed' }],
  ['ends later in some places', { action: 'inference', location: 'europe-west9' }, { daysLeft: 251 }],
  ['is open where no date is known', { action: 'price', location: 'eu' }, { state: 'open' }],
  ['changes its price on a day, where it does', { action: 'price', location: 'us' }, { state: 'open', daysLeft: 65 }],
  ['is open to one that used it 59 days ago', { action: 'access', location: 'us', idleDays: 59 }, { state: 'open' }],
  ['is closed to one that did 60 days ago', { action: 'access', location: 'us', idleDays: 60 }, { state: 'closed' }],
];

describe('a base model', () => {
  test.each(cases)('%s', (_, asked, expected) => {
    expect(stateOf({ lifecycle }, { ...asked, on })).toMatchObject(expected);
  });

  test('counts the earliest of several dates', () => {
    const { date: found } = stateOf({ lifecycle }, { action: 'tuning', location: 'us', on });
    expect(found?.closesOn).toBe('2026-09-16');
  });

  test('closes at the first moment of the day', () => {
    const last = new Date('2027-01-27T23:59:59.999Z');
    expect(stateOf({ lifecycle }, { action: 'inference', location: 'us', on: last }).state).toBe('open');
    const first = new Date('2027-01-28T00:00:00Z');
    expect(stateOf({ lifecycle }, { action: 'inference', location: 'us', on: first }).state).toBe('closed');
  });
});
