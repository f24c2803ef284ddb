import { describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../../functions/shared/prompt';
import { columnsOf } from '../../../functions/transform/columns';
import { composeAll } from '../../../functions/transform/compose';
import { examplesStatement, exportStatement, fillSlots, renderedInSql } from '../../../functions/transform/statements';
import { createMemoryObjects } from '../fakes';

const sql = {
  'examples.sql': 'WITH\n{{sources}},\n_examples AS (\n{{training}}\n)\nSELECT * FROM _examples',
  'export.sql': "uri = '{{uri}}' SELECT {{system_instruction}} FROM `{{dataset}}`",
};

describe('a statement', () => {
  test("puts the pipeline's sources before its own SELECT, and never reads a slot twice", () => {
    expect(examplesStatement(sql, "SELECT '{{sources}}' FROM a -- end;\n;\n", { a: 'p.d.a', b: 'p.d.b' }).sql).toBe(
      "WITH\n`a` AS (SELECT * FROM `p.d.a`),\n`b` AS (SELECT * FROM `p.d.b`),\n_examples AS (\nSELECT '{{sources}}' FROM a -- end;\n\n)\nSELECT * FROM _examples",
    );
  });

  test('cannot be made with an empty slot or of a file that is not there', () => {
    expect(() => fillSlots(sql, 'export.sql', {})).toThrow('nothing fills the slot uri of sql/export.sql');
    expect(() => fillSlots(sql, 'moon.sql', {})).toThrow('the configuration has no sql/moon.sql');
  });

  test('renders a prompt from parameters and columns, so that neither is read as SQL', () => {
    const { user } = parsePrompt({ user: "It's {{a}} @b `c` {{d}}" });
    expect(renderedInSql(user, 'user')).toEqual({
      sql: "CONCAT(@user_0, COALESCE(CAST(`a` AS STRING), ''), @user_2, COALESCE(CAST(`d` AS STRING), ''))",
      params: { user_0: "It's ", user_2: ' @b `c` ' },
    });
    expect(renderedInSql([{ literal: 'x' }], 'system')).toEqual({ sql: '@system_0', params: { system_0: 'x' } });
    expect(renderedInSql([], 'system')).toEqual({ sql: "''", params: {} });
  });

  test('exports a system instruction only for a prompt that has one', () => {
    const options = { dataset: 'd', uri: 'gs://b/*', split: 'train' } as const;
    const text = (system?: string) =>
      exportStatement(sql, { ...options, prompt: parsePrompt({ system, user: '{{a}}' }) }).sql;
    expect(text('s')).toContain('AS systemInstruction');
    expect(text()).not.toContain('systemInstruction');
  });
});

describe('the columns of a staging table', () => {
  test('are the properties of the row schema, with the line before them', () => {
    const properties = {
      a: { type: 'string' },
      b: { type: ['integer', 'null'] },
      c: { type: 'number' },
      d: { type: 'boolean' },
      e: { type: 'array' },
      f: { type: ['string', 'integer'] },
    };
    expect(columnsOf({ properties }).map(({ name, type }) => `${name} ${type}`)).toEqual([
      '_row INT64',
      'a STRING',
      'b INT64',
      'c FLOAT64',
      'd BOOL',
      'e JSON',
      'f JSON',
    ]);
  });
});

describe('shards', () => {
  test.each([1, 32, 33, 1100])('are joined in order: %d of them', async (count) => {
    const objects = createMemoryObjects();
    const body = (n: number) => `${String(n).padStart(5, '0')}\n`;
    for (let n = 0; n < count; n++) objects.put(`gs://b/shards/train-${String(n).padStart(12, '0')}`, body(n));
    await composeAll(objects, 'gs://b/shards/train-', 'gs://b/train.jsonl');
    expect(objects.text('gs://b/train.jsonl')).toBe(Array.from({ length: count }, (_, n) => body(n)).join(''));
  });
});
