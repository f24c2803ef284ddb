import { describe, expect, test } from '@jest/globals';
import { referredColumns, subjectRules } from '../../core/subject-rules';
import type { PipelineSpec } from '../../schemas/generated/types';

type Sources = PipelineSpec['sources'];
const source = (more: object) =>
  ({ format: 'auto', form: 'rows', required: true, schema: 's.json', ...more }) as Sources[string];

describe('rows about somebody', () => {
  const cases: [string, Sources, ReturnType<typeof subjectRules>][] = [
    ['are none where no column names anybody', { notes: source({}) }, []],
    [
      'are those whose column names them, and those that refer to one, whichever stands first',
      {
        emails: source({ references: { customer_id: 'customers.id' } }),
        customers: source({ subject: 'email' }),
      },
      [
        { source: 'customers', subject: 'email', through: [] },
        { source: 'emails', through: [{ column: 'customer_id', target: 'customers.id' }] },
      ],
    ],
    [
      'are reached through several sources',
      {
        lines: source({ references: { order: 'orders.id', product: 'products.id' } }),
        orders: source({ references: { customer: 'customers.id' } }),
        products: source({}),
        customers: source({ subject: 'id' }),
      },
      [
        { source: 'customers', subject: 'id', through: [] },
        { source: 'orders', through: [{ column: 'customer', target: 'customers.id' }] },
        { source: 'lines', through: [{ column: 'order', target: 'orders.id' }] },
      ],
    ],
    [
      'are not those of another who is named in the row itself',
      {
        customers: source({ subject: 'id' }),
        reviews: source({ subject: 'reviewer', references: { seller: 'customers.id' } }),
      },
      [
        { source: 'customers', subject: 'id', through: [] },
        { source: 'reviews', subject: 'reviewer', through: [] },
      ],
    ],
    [
      'are found where sources refer to each other',
      {
        a: source({ references: { b: 'b.id' } }),
        b: source({ references: { a: 'a.id', c: 'c.id' } }),
        c: source({ subject: 'id' }),
      },
      [
        { source: 'c', subject: 'id', through: [] },
        { source: 'b', through: [{ column: 'c', target: 'c.id' }] },
        { source: 'a', through: [{ column: 'b', target: 'b.id' }] },
      ],
    ],
  ];
  test.each(cases)('%s', (_, sources, rules) => {
    expect(subjectRules(sources)).toEqual(rules);
  });

  test('are referred to by the columns that others name', () => {
    const rules = subjectRules(cases[2]![1]);
    expect(referredColumns('customers', rules)).toEqual(['id']);
    expect(referredColumns('lines', rules)).toEqual([]);
  });
});
