import { expect, test } from '@jest/globals';
import { quotedIdentifier } from '../../../../core/quoted-identifier';
import { sourceExpressions } from '../../../../functions/shared/warehouse/sources';

const object = (name: string, generation: string) => ({
  uri: `gs://landing/p/b/${name}`,
  generation,
  key: 'k',
  digest: 'd',
  table: `p.staging.s_${generation}`,
  cleanUri: 'gs://artifacts/staged/k/clean.jsonl',
  rows: 1,
  quarantined: 0,
});
const rowSchemas = { emails: { properties: { id: { type: 'string' }, 'from `who`': { type: ['integer', 'null'] } } } };

test('a source is the union of its objects, each row with its origin', () => {
  const sources = [{ source: 'emails', objects: [object('a', '1'), object("b' OR 1", '2')], rows: 2, quarantined: 0 }];
  expect(sourceExpressions(sources, rowSchemas)).toEqual({
    sql: [
      '`emails` AS (',
      '  SELECT CONCAT(@origin_0, CAST(_row AS STRING)) AS _origin, `id`, `from \\`who\\`` FROM `p.staging.s_1`',
      '  UNION ALL',
      '  SELECT CONCAT(@origin_1, CAST(_row AS STRING)) AS _origin, `id`, `from \\`who\\`` FROM `p.staging.s_2`',
      ')',
    ].join('\n'),
    params: { origin_0: 'gs://landing/p/b/a#1:', origin_1: "gs://landing/p/b/b' OR 1#2:" },
  });
});

test('a source without objects is an empty table of its columns', () => {
  const sources = [{ source: 'emails', objects: [], rows: 0, quarantined: 0 }];
  expect(sourceExpressions(sources, rowSchemas, ['_line'])).toEqual({
    sql:
      '`emails` AS (\n  SELECT CAST(NULL AS STRING) AS _origin, CAST(NULL AS INT64) AS `_line`, ' +
      'CAST(NULL AS STRING) AS `id`, CAST(NULL AS INT64) AS `from \\`who\\`` LIMIT 0\n)',
    params: {},
  });
});

test('origins are numbered across sources', () => {
  const sources = ['a', 'b'].map((source, n) => ({
    source,
    objects: [object(source, String(n))],
    rows: 1,
    quarantined: 0,
  }));
  expect(Object.keys(sourceExpressions(sources, {}).params)).toEqual(['origin_0', 'origin_1']);
});

test('no name ends its own quotes', () => {
  expect(quotedIdentifier('a`; DROP TABLE b; --\\')).toBe('`a\\`; DROP TABLE b; --\\\\`');
});
