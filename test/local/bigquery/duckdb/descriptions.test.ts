import { describe, expect, test } from '@jest/globals';
import { createDescriptions } from '../../../../local/bigquery/duckdb/descriptions';
import type { Column } from '../../../../local/bigquery/rows/duck-types';

/** Descriptions, and the queries that were asked for. */
function descriptions() {
  const asked: string[] = [];
  const known = createDescriptions(async (sql): Promise<Column[]> => {
    asked.push(sql);
    if (sql.includes('wrong')) throw new Error('no such column');
    return [];
  });
  return { asked, ...known };
}

const alone = 'WITH a AS (SELECT CAST(NULL AS BIGINT) AS n LIMIT 0) SELECT n FROM a';
const ofTable = 'SELECT n FROM warehouse."demo.shop"."orders"';

describe('the columns of a query', () => {
  test('that reads no table are asked for once', async () => {
    const { asked, columns, remembered } = descriptions();
    expect(remembered(alone)).toBeUndefined();
    expect(await columns(alone)).toBe(await columns(alone));
    expect(remembered(alone)).toEqual([]);
    expect(asked).toEqual([alone]);
  });

  test('that reads a table are asked for each time, since the table may be another by then', async () => {
    const { asked, columns, remembered } = descriptions();
    await columns(ofTable);
    expect(remembered(ofTable)).toBeUndefined();
    await columns(ofTable);
    expect(asked).toEqual([ofTable, ofTable]);
  });

  test('that is wrong are not remembered', async () => {
    const { asked, columns } = descriptions();
    for (const _ of [1, 2]) await expect(columns('SELECT wrong')).rejects.toThrow('no such column');
    expect(asked).toHaveLength(2);
  });

  test('are forgotten, the oldest first, when there are too many', async () => {
    const { columns, remembered } = descriptions();
    for (let n = 0; n <= 1000; n++) await columns(`SELECT ${n}`);
    expect([remembered('SELECT 0'), remembered('SELECT 1')]).toEqual([undefined, []]);
  });
});
