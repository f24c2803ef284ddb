import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { casefold } from '../../../../core/casefold';
import { openEngine, describeOn, type Engine } from '../../../../local/bigquery/duckdb/engine';
import { translate } from '../../../../local/bigquery/sql/translate';
import { rowOf, type Cell } from '../../../../local/bigquery/rows/rest-rows';
import { BigQueryError } from '../../../../local/bigquery/errors';
import { cases, named, refused } from './cases';

let directory: string;
let engine: Engine;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-sql-'));
  engine = await openEngine(directory);
});

afterAll(() => {
  engine.close();
  rmSync(directory, { recursive: true });
});

const plain = (cell: Cell): unknown => {
  if (Array.isArray(cell.v)) return cell.v.map(plain);
  return cell.v !== null && typeof cell.v === 'object' ? cell.v.f.map(plain) : cell.v;
};

async function translated(sql: string, asked: string[] = []) {
  const around = {
    project: 'p',
    parameters: {},
    positional: [],
    table: ({ table }: { table: string }) => {
      throw new BigQueryError('notFound', `Not found: Table ${table}`);
    },
    tables: () => [],
  };
  const { plan } = await translate(sql, around, (query) => {
    asked.push(query);
    return engine.columns(query);
  });
  return plan;
}

async function run(sql: string): Promise<{ names: string[]; rows: unknown[][] }> {
  const plan = await translated(sql);
  return engine.reading(async (connection) => {
    const { sql: query, outline } = plan as { sql: string; outline: string };
    const fields = await describeOn(connection, outline);
    expect(fields).toEqual(await describeOn(connection, query));
    const result = await connection.runAndReadAll(query);
    const rows = result.getRows().map((row) => rowOf(row, fields, { useInt64Timestamp: false }).f.map(plain));
    return { names: fields.map(({ name }) => name), rows };
  });
}

describe('GoogleSQL gives what BigQuery documents', () => {
  test.each(cases)('%s', async (sql, rows) => {
    expect((await run(sql)).rows).toEqual(rows);
  });
});

describe('columns have the names that GoogleSQL gives them', () => {
  test.each(named)('%s', async (sql, names) => {
    expect((await run(sql)).names).toEqual(names);
  });
});

describe('what cannot be translated, or fails, is an error', () => {
  test.each(refused)('%s', async (sql, message) => {
    await expect(run(sql)).rejects.toThrow(message);
  });
});

test('a question about columns does not have DuckDB bind the chain of WITH before it', async () => {
  const step = (at: number) =>
    `s${at} AS (SELECT CONCAT(e, 'x') AS w FROM s${at - 1}, UNNEST(SPLIT(s${at - 1}.w, ' ')) AS e)`;
  const steps = Array.from({ length: 30 }, (_, at) => step(at + 1));
  const asked: string[] = [];
  const plan = await translated(`WITH s0 AS (SELECT 'a b' AS w), ${steps.join(', ')} SELECT w FROM s30`, asked);
  asked.push((plan as { outline: string }).outline);
  expect(asked.length).toBeGreaterThan(30);
  for (const question of asked) expect(question.split(/unnest\(/i).length).toBeLessThan(4);
});

test('an array made of another one by one is a function of it, not a query that is joined to each row', async () => {
  const one = 'ARRAY(SELECT DISTINCT MOD(x * a[SAFE_OFFSET(o + 1)], 7) FROM UNNEST(a) AS x WITH OFFSET AS o)';
  const plan = await translated(`SELECT ${one} AS b FROM (SELECT [1, 2] AS a)`);
  expect((plan as { sql: string }).sql).not.toMatch(/ARRAY\(|unnest/i);
});

test.each(['NFC', 'NFD', 'NFKC', 'NFKD'])(
  'every letter and sign loses its case as Unicode says, in the form %s',
  async (form) => {
    const codes = 'FROM UNNEST(GENERATE_ARRAY(1, 0x2fff)) AS code ORDER BY code';
    const { rows } = await run(`SELECT NORMALIZE_AND_CASEFOLD(CONCAT('Aé', CHR(code)), ${form}) ${codes}`);
    const expected = rows.map((_, at) => casefold(`Aé${String.fromCodePoint(at + 1)}`.normalize(form)).normalize(form));
    expect(rows.map(([folded]) => folded)).toEqual(expected);
  },
);
