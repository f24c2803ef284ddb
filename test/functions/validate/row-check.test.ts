import { describe, expect, test } from '@jest/globals';
import { compileRowCheck } from '../../../functions/validate/row-check';

const schema = {
  type: 'object',
  properties: { id: { type: 'integer' }, share: { type: 'number' }, note: { type: ['string', 'null'] } },
};

describe('a row', () => {
  test.each<['jsonl' | 'csv', Record<string, unknown>, string[]]>([
    ['jsonl', { id: 9_007_199_254_740_991, share: 1e300 }, []],
    ['jsonl', JSON.parse('{"id":9007199254740993}'), ['id is too large to be kept exactly: make it a string']],
    ['csv', { id: '9007199254740993' }, ['id is too large to be kept exactly: make it a string']],
    ['csv', { id: '-12', share: '', note: '' }, []],
    ['csv', { id: '1.5' }, ['id is not an integer']],
  ])('of %s, %j, is refused for %j', (format, row, reasons) => {
    expect(compileRowCheck(schema, format, 'orders')(row)).toEqual(reasons);
  });
});
