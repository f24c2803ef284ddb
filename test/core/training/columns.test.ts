import { describe, expect, test } from '@jest/globals';
import type { Column } from '../../../core/row-schema';
import { readColumns } from '../../../core/training/columns';

const wanted = { file: 'training.sql', settings: 'pipeline.yaml', fields: ['body'], source: 'emails' };
const texts = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'STRING' }));
const usual = texts('key', 'body', 'target', '_origin');
const references = (type: string, mode?: string): Column => ({ name: 'references', type, ...(mode && { mode }) });
const turn: Column[] = texts('role', 'text');

describe('what training.sql selects', () => {
  test.each<[string, Column[], object]>([
    ['a row is an example', usual, { groupKey: 'key', origin: 'one', history: 'none' }],
    ['groups', [...usual, { name: 'group_key', type: 'DATE' }], { groupKey: 'group_key' }],
    [
      'several rows are an example',
      [...usual.slice(0, 3), { name: '_origin', type: 'STRING', mode: 'REPEATED' }],
      { origin: 'several' },
    ],
    ['history as JSON', [...usual, { name: 'history', type: 'JSON' }], { history: 'json' }],
    [
      'history as structs',
      [...usual, { name: 'history', type: 'RECORD', mode: 'REPEATED', fields: turn }],
      { history: 'turns' },
    ],
    ['no further answers', usual, { references: 'none' }],
    ['further right answers', [...usual, references('STRING', 'REPEATED')], { references: 'several' }],
  ])('%s', (_, columns, selection) => {
    expect(readColumns(columns, wanted)).toMatchObject(selection);
  });

  test('is asked for a rejected answer by those alone who learn what is preferred', () => {
    const preferring = { ...wanted, preferring: 'polite' };
    const rejected = (type: string, mode?: string): Column[] => [
      ...usual,
      { name: 'rejected', type, ...(mode && { mode }) },
    ];
    expect(readColumns(rejected('STRING'), preferring).rejected).toBe('one');
    expect(readColumns(rejected('BOOL'), wanted).rejected).toBe('none');
    const [missing, wrong] = [
      'selects no column rejected, and polite learns',
      'rejected is BOOL, not STRING, and polite',
    ];
    expect(() => readColumns(usual, preferring)).toThrow(missing);
    expect(() => readColumns(rejected('BOOL'), preferring)).toThrow(wrong);
    expect(() => readColumns(rejected('STRING', 'REPEATED'), preferring)).toThrow('ARRAY of STRING');
  });

  test('takes what the prompt uses for its field, whatever it is called', () => {
    const quoting = { ...wanted, fields: ['body', 'references'] };
    expect(readColumns([...usual, references('STRING')], quoting)).toMatchObject({ references: 'none' });
  });

  test.each<[string, Column[], string, object?]>([
    ['no key', usual.slice(1), 'training.sql selects no column key'],
    [
      'no field',
      texts('key', 'target', '_origin'),
      'training.sql selects no column body, which the prompt uses as {{body}}',
    ],
    [
      'no column of slices',
      usual,
      'training.sql selects no column channel, which evaluation.slices names',
      { slices: ['channel'] },
    ],
    [
      'a fraction',
      [...texts('key', 'target', '_origin'), { name: 'body', type: 'FLOAT' }],
      'the column body is FLOAT, which the prompt uses as {{body}}',
    ],
    [
      'a list',
      [...texts('key', 'target', '_origin'), { name: 'body', type: 'STRING', mode: 'REPEATED' }],
      'the column body is ARRAY of STRING, which the prompt uses as {{body}}',
    ],
    [
      'no stratum',
      usual,
      'training.sql selects no column tone, which training.split.stratifyBy names',
      { stratifyBy: 'tone' },
    ],
    [
      'no split',
      usual,
      'training.sql selects no column part, which training.split.column names',
      { splitColumn: 'part' },
    ],
    [
      'no origin',
      usual.slice(0, 3),
      'training.sql selects no column _origin, which says where each example comes from',
    ],
    [
      'a history of texts',
      [...usual, { name: 'history', type: 'STRING' }],
      'the column history is STRING, not earlier turns',
    ],
    [
      'one further answer',
      [...usual, references('STRING')],
      'the column references is STRING, not further right answers',
    ],
    [
      'numbers as further answers',
      [...usual, references('INTEGER', 'REPEATED')],
      'the column references is ARRAY of INTEGER, not further right answers',
    ],
  ])('is refused with %s', (_, columns, message, more = {}) => {
    expect(() => readColumns(columns, { ...wanted, ...more })).toThrow(message);
  });

  test('says of a name that a setting has where that stands, and what there is', () => {
    expect(() => readColumns(usual, { ...wanted, slices: ['chanel'] })).toThrow(
      expect.objectContaining({
        where: 'pipeline.yaml, evaluation.slices',
        fix: 'it selects key, body, target, _origin: name one of them, or add chanel to training.sql',
      }),
    );
  });

  test('says what to write when lineage is missing', () => {
    expect(() => readColumns(usual.slice(0, 3), wanted)).toThrow(
      expect.objectContaining({
        fix: expect.stringContaining('add emails._origin to the SELECT'),
        where: 'training.sql',
      }),
    );
  });
});
