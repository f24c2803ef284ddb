import { describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../../../core/prompt';
import {
  exportStatement,
  renderedInSql,
  renderedStatement,
  systemOf,
} from '../../../../functions/transform/version/statements';

const sql = {
  'version/rendered.sql':
    '{{group_key}}|{{stratum}}|{{system_prompt}}|{{user_prompt}}|{{variants}}|{{history}}|{{references}}|{{origins}}|{{slices}}|{{sources}}|{{training}}',
  'version/export.sql': "uri = '{{uri}}' SELECT {{line}} FROM {{examples}}",
};

describe('a statement', () => {
  test('renders a prompt from parameters and columns, so that neither is read as SQL', () => {
    const { user } = parsePrompt({ user: "It's {{a}} @b `c` {{d}}" });
    expect(renderedInSql(user, 'user')).toEqual({
      sql: "CONCAT(@user_0, COALESCE(CAST(`a` AS STRING), ''), @user_2, COALESCE(CAST(`d` AS STRING), ''))",
      params: { user_0: "It's ", user_2: ' @b `c` ' },
    });
    expect(renderedInSql([{ literal: 'x' }], 'system')).toEqual({ sql: '@system_0', params: { system_0: 'x' } });
    expect(renderedInSql([], 'system')).toEqual({ sql: "''", params: {} });
  });

  test('knows an example by what training.sql selects: its group, its stratum, its turns, its origins', () => {
    const prompt = parsePrompt({ user: '{{a}}' });
    const examples = { trainingSql: 't', sources: { sql: 's', params: {} } };
    const selection = {
      groupKey: 'key',
      origin: 'several',
      history: 'none',
      references: 'none',
      rejected: 'none',
    } as const;
    expect(renderedStatement(sql, { examples, prompt, variants: [], selection }).sql.split('|')).toEqual([
      'key',
      'CAST(NULL AS STRING)',
      'CAST(NULL AS STRING)',
      "COALESCE(CAST(`a` AS STRING), '')",
      'ARRAY<STRUCT<system_prompt STRING, user_prompt STRING>>[]',
      'CAST(NULL AS STRING)',
      'ARRAY<STRING>[]',
      '_origin',
      'ARRAY<STRING>[]',
      's',
      't',
    ]);
    const turns = {
      groupKey: 'group_key',
      origin: 'one',
      history: 'turns',
      references: 'none',
      rejected: 'none',
    } as const;
    const [group, stratum, , , variants, history, , origins, slices] = renderedStatement(sql, {
      examples,
      prompt,
      variants: [parsePrompt({ system: 'Be short.', user: '{{b}}' })],
      selection: turns,
      stratifyBy: 'target',
      slices: ['channel', 'year'],
    }).sql.split('|');
    expect(variants).toBe(
      "[STRUCT(@variant_0_system_0 AS system_prompt, COALESCE(CAST(`b` AS STRING), '') AS user_prompt)]",
    );
    expect([group, stratum, history, origins, slices]).toEqual([
      'group_key',
      "COALESCE(CAST(`target` AS STRING), '')",
      "NULLIF(TO_JSON_STRING(history), '[]')",
      'IF(_origin IS NULL, ARRAY<STRING>[], [_origin])',
      "[COALESCE(CAST(`channel` AS STRING), ''), COALESCE(CAST(`year` AS STRING), '')]",
    ]);
  });

  test("exports a split's lines in the form that it is given", () => {
    expect(exportStatement(sql, { examples: '`d`', uri: 'gs://b/*', splitNumber: 2, line: '1 AS one' })).toEqual({
      sql: "uri = 'gs://b/*' SELECT 1 AS one FROM `d`",
      params: { split_number: 2 },
    });
  });

  test.each([
    ['none', 'Sum up.'],
    ['text', 'Sum up: {{a}}'],
    ['maybe', '{{a}}{{b}}'],
  ])('expects %s of a system prompt', (expected, template) => {
    expect(systemOf(parsePrompt({ user: 'u', ...(expected !== 'none' && { system: template }) }))).toBe(expected);
  });
});
