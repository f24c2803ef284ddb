import { describe, expect, test } from '@jest/globals';
import { days, time } from '../../cli/options';

describe('a time', () => {
  test.each([
    ['2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-12-31T23:30:00-02:00', '2027-01-01T01:30:00.000Z'],
  ])('%s is understood', (text, expected) => {
    expect(time(text)).toBe(expected);
  });

  test.each(['2027-02-30', '2026-13-45', '2026-02-29T08:00:00Z', 'yesterday', '20300101', ''])(
    '%j is refused',
    (text) => {
      expect(() => time(text)).toThrow('It is a time such as');
    },
  );
});

test('days are a number with a d, and nothing else', () => {
  expect(days('30d')).toBe(30);
  for (const text of ['30', '1.5d', '-1d', 'd', '30 d']) expect(() => days(text)).toThrow('such as 30d');
});
