import { expect, test } from '@jest/globals';
import { seasonOf } from '../../../core/drift/seasons';

test.each([
  ['a Monday before six', '2026-11-30T05:59:59Z', 0],
  ['a Monday at six', '2026-11-30T06:00:00Z', 1],
  ['a Friday evening', '2026-12-04T23:59:59Z', 3],
  ['a Saturday before six', '2026-12-05T00:00:00Z', 4],
  ['a Sunday evening', '2026-12-06T18:00:00Z', 7],
])('%s', (_, at, season) => {
  expect(seasonOf(Date.parse(at))).toBe(season);
});
