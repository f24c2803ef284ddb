import { describe, expect, test } from '@jest/globals';
import { fillSlots } from '../../core/statement';

describe('a file of sql/', () => {
  test('cannot be filled with an empty slot, or when it is not there', () => {
    const sql = { 'version/export.sql': "uri = '{{uri}}'" };
    expect(() => fillSlots(sql, 'version/export.sql', {})).toThrow(
      'nothing fills the slot uri of sql/version/export.sql',
    );
    expect(() => fillSlots(sql, 'moon.sql', {})).toThrow('the configuration has no sql/moon.sql');
  });

  test('takes in a file that a slot is named after, with its own slots filled; what fills a slot is never read as one', () => {
    const files = { 'a.sql': 'WITH b AS ({{rooms/b.sql}}) {{a}}', 'rooms/b.sql': '{{b}}' };
    expect(fillSlots(files, 'a.sql', { a: '{{b}}', b: '{{a.sql}}' }).sql).toBe('WITH b AS ({{a.sql}}) {{b}}');
  });
});
