import { describe, expect, test } from '@jest/globals';
import { PermanentError } from '../../../core/errors';
import { emptyRows, examplesStatement, inTrainingSql } from '../../../core/training/statement';

const sql = {
  'version/examples.sql': 'WITH\n{{sources}},\n_examples AS (\n{{training}}\n)\nSELECT * FROM _examples',
};

describe('training.sql', () => {
  test("puts the pipeline's sources before its own SELECT, and never reads a slot twice", () => {
    const sources = { sql: '`a` AS (SELECT 1)', params: { origin_0: 'gs://b/a#1:' } };
    const trainingSql = "SELECT '{{sources}}' FROM a -- end;\n;\n";
    expect(examplesStatement(sql, { trainingSql, sources })).toEqual({
      sql: "WITH\n`a` AS (SELECT 1),\n_examples AS (\nSELECT '{{sources}}' FROM a -- end;\n\n)\nSELECT * FROM _examples",
      params: { origin_0: 'gs://b/a#1:' },
    });
  });

  test('is told of in its own lines, whatever stands before it', async () => {
    const asked = examplesStatement(sql, {
      trainingSql: 'SELECT\n  x',
      sources: { sql: '`a` AS (\n  SELECT 1\n)', params: {} },
    });
    const work = () => Promise.reject(new PermanentError('Unrecognized name: x at [7:3]'));
    await expect(inTrainingSql(asked, { file: 'training.sql', fix: 'correct it' }, work)).rejects.toMatchObject({
      message: 'Unrecognized name: x',
      where: 'training.sql, line 2, column 3',
      fix: 'correct it',
    });
  });
});

test('a source without rows has its columns all the same, whatever they are called', () => {
  expect(
    emptyRows([
      { name: 'id', type: 'INT64' },
      { name: 'it`s', type: 'JSON' },
    ]),
  ).toBe('SELECT CAST(NULL AS STRING) AS _origin, CAST(NULL AS INT64) AS `id`, CAST(NULL AS JSON) AS `it\\`s` LIMIT 0');
});
