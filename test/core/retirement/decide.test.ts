import { describe, expect, test } from '@jest/globals';
import type { BaseModel } from '../../../catalog';
import { decideRetirement, type Requested, type Retiring } from '../../../core/retirement/decide';

const source = 'https://example.com/lifecycle';
const closing = (closesOn: string) => ({ action: 'inference' as const, closesOn, source, asOf: '2027-01-01' });
const model = (id: string, ends: string[], more: Partial<BaseModel> = {}): BaseModel =>
  ({
    id,
    provider: 'vertex',
    tunable: true,
    tuningRegions: ['us-central1'],
    servingLocations: ['us'],
    tunedServingLocations: ['us'],
    successors: [],
    lifecycle: ends.map(closing),
    ...more,
  }) as unknown as BaseModel;

const old = (closesOn: string): BaseModel => model('gemini-3.1-flash-lite', [closesOn], { successors: ['next'] });
const catalogWith = (...models: BaseModel[]) => Object.fromEntries(models.map((each) => [each.id, each]));
const catalog = catalogWith(old('2027-05-07'), model('next', ['2028-01-01']));

const standing = (more: Partial<Retiring> = {}): Retiring => ({
  pipeline: 'email-summary',
  base: 'gemini-3.1-flash-lite',
  purpose: 'tuning',
  mode: 'auto',
  earlierRunDays: [],
  requests: [],
  ...more,
});
const decide = (day: string, more: Partial<Retiring> = {}, known = catalog) =>
  decideRetirement(standing(more), known, { region: 'us-central1', on: new Date(`${day}T09:00:00Z`) });
const request = (ended?: Requested['ended']): Requested => ({
  base: 'gemini-3.1-flash-lite',
  successor: 'next',
  on: '2027-03-07',
  ...(ended && { ended }),
});
const run = { as: 'refused' as const, because: 'accuracy 0.81 against 0.84' };

test.each<[string, string, Partial<Retiring>, Record<string, BaseModel>, object]>([
  [
    'nothing is done before the planned day',
    '2027-03-06',
    {},
    catalog,
    {
      decision: 'wait',
      until: '2027-03-07',
      because: 'gemini-3.1-flash-lite answers until 2027-05-07: its successor is planned for 2027-03-07',
    },
  ],
  [
    'on that day a run for the successor is requested, with its deadline and what it rests on',
    '2027-03-07',
    {},
    catalog,
    { decision: 'request', successor: 'next', deadline: '2027-04-30', date: closing('2027-05-07') },
  ],
  [
    'where nobody may act alone a person is asked',
    '2027-03-07',
    { mode: 'suggest' },
    catalog,
    { decision: 'ask', successor: 'next' },
  ],
  [
    'a run that is under way is waited for',
    '2027-03-20',
    { requests: [request()] },
    catalog,
    { decision: 'wait', until: '2027-04-30' },
  ],
  [
    'and told of when the margin is passed',
    '2027-05-01',
    { requests: [request()] },
    catalog,
    { decision: 'could not', because: expect.stringContaining('under way still, and 7 days were to be left') },
  ],
  [
    'one that the gate refused is shown to a person, with its numbers',
    '2027-03-20',
    { requests: [request(run)] },
    catalog,
    { decision: 'ask', because: expect.stringContaining('was refused: accuracy 0.81 against 0.84') },
  ],
  [
    'a notice that is shorter than a run takes is told, and nothing begins',
    '2027-04-29',
    { earlierRunDays: [6] },
    catalog,
    { decision: 'could not', because: expect.stringContaining('8 days are left, and a run takes 9 days') },
  ],
  [
    'one that leaves the time, but no margin, is tried and said to be tight',
    '2027-04-25',
    {},
    catalog,
    { decision: 'request', because: expect.stringContaining('fewer than 7 days may be left') },
  ],
  ['an end that has come is told', '2027-05-07', {}, catalog, { decision: 'could not' }],
  [
    'a run that the money does not reach is a question',
    '2027-03-07',
    { money: { estimate: 12, left: 10 } },
    catalog,
    { decision: 'ask', because: expect.stringContaining('may come to 12, and 10 is left') },
  ],
  [
    'nothing begins on a successor that ends before the run does',
    '2027-03-07',
    {},
    catalogWith(old('2027-05-07'), model('next', ['2027-03-10'])),
    { decision: 'ask', because: expect.stringContaining('no model of its provider that lives longer') },
  ],
  [
    'another kind of model is for a person to choose',
    '2027-03-07',
    {},
    catalogWith({ ...old('2027-05-07'), successors: [] }, model('gemini-3.5-flash', ['2028-01-01'])),
    { decision: 'ask', successor: 'gemini-3.5-flash' },
  ],
  [
    'one of the same tier is not',
    '2027-03-07',
    {},
    catalogWith({ ...old('2027-05-07'), successors: [] }, model('gemini-3.5-flash-lite', ['2028-01-01'])),
    { decision: 'request', successor: 'gemini-3.5-flash-lite' },
  ],
  [
    'a base without an end is left alone',
    '2027-03-07',
    {},
    catalogWith(model('gemini-3.1-flash-lite', [])),
    { decision: 'wait' },
  ],
])('%s', (_, day, more, known, expected) => {
  expect(decide(day, more, known)).toMatchObject(expected);
});

test('of dates that differ by place that of the place that answers counts', () => {
  const byPlace = old('2027-05-07');
  byPlace.lifecycle.push({ ...closing('2027-12-31'), locations: ['us-central1'] });
  const known = catalogWith(byPlace, model('next', ['2028-06-01']));
  expect(decide('2027-03-07', {}, known)).toMatchObject({ decision: 'request', deadline: '2027-04-30' });
  byPlace.lifecycle.push({ ...closing('2027-12-31'), locations: ['us'] });
  expect(decide('2027-03-07', {}, known)).toMatchObject({ decision: 'wait', until: '2027-10-31' });
});

describe('a date that moves', () => {
  const moved = (closesOn: string) => catalogWith(old(closesOn), model('next', ['2029-01-01']));

  test('to later puts off what has not begun', () => {
    expect(decide('2027-03-07', {}, moved('2027-10-01'))).toMatchObject({ decision: 'wait', until: '2027-08-01' });
  });

  test('to earlier brings it forward', () => {
    expect(decide('2027-02-01', {}, moved('2027-03-20'))).toMatchObject({ decision: 'request', successor: 'next' });
  });

  test('begins no second run, whatever became of the first', () => {
    for (const ended of [undefined, run, { as: 'failed' as const, because: 'no quota' }])
      for (const closesOn of ['2027-04-01', '2027-05-07', '2027-05-20', '2028-05-07'])
        expect(decide('2027-03-10', { requests: [request(ended)] }, moved(closesOn)).decision).not.toBe('request');
  });

  test('is the same question, and the same request', () => {
    const idOf = (closesOn: string, mode: Retiring['mode']) => {
      const decided = decide('2027-04-01', { mode }, moved(closesOn));
      return 'id' in decided && decided.id;
    };
    const ids = ['2027-05-07', '2027-05-20'].flatMap((day) => [idOf(day, 'auto'), idOf(day, 'suggest')]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
  });
});

test('a base that no catalog has is an error that says what to do', () => {
  expect(() => decide('2027-03-07', {}, {})).toThrow(
    'email-summary has gemini-3.1-flash-lite in production, which is not in the catalog: add its file',
  );
});
