import { expect, test } from '@jest/globals';
import { findJoins } from '../../../cli/init/joins';
import { column, profile, text, unique } from './columns';

const number = (name: string, isUnique: boolean) =>
  profile(name, { kinds: { integer: 1000 }, isUnique, distinct: isUnique ? 1000 : 300 });

test.each<[string, ReturnType<typeof column>[], Record<string, number>, string[]]>([
  [
    'the same name, though some refer to nothing',
    [column('emails', profile('customer_id')), column('customers', unique('customer_id'))],
    { 'customer_id customer_id': 0.7 },
    ['emails.customer_id = customers.customer_id'],
  ],
  [
    'customer_id and the id of customers',
    [
      column('emails', number('customer_id', false)),
      column('emails', number('id', true)),
      column('customers', number('id', true)),
    ],
    { 'customer_id id': 1, 'id id': 0.4 },
    ['emails.customer_id = customers.id'],
  ],
  [
    'names that say nothing, when all values match',
    [column('a', profile('who')), column('b', unique('mail'))],
    { 'who mail': 1 },
    ['a.who = b.mail'],
  ],
  [
    'numbers only by their name: small ones are found anywhere',
    [column('a', number('rating', false)), column('b', number('nr', true))],
    { 'rating nr': 1 },
    [],
  ],
  ['values that match, not names', [column('a', profile('id')), column('b', unique('id'))], { 'id id': 0.1 }, []],
  [
    'a column that names rows on the other side',
    [column('a', profile('id')), column('b', profile('id'))],
    { 'id id': 1 },
    [],
  ],
  [
    'one file through another',
    [
      column('a', profile('order_id')),
      column('b', unique('order_id')),
      column('b', profile('shop_id')),
      column('c', unique('shop_id')),
      column('c', text('about')),
    ],
    { 'order_id order_id': 1, 'shop_id shop_id': 1 },
    ['a.order_id = b.order_id', 'b.shop_id = c.shop_id'],
  ],
])('files are joined by %s', async (_, columns, shares, expected) => {
  const joins = await findJoins(columns[0]!.source, columns, (from, to) =>
    Promise.resolve(shares[`${from.profile.name} ${to.profile.name}`] ?? 0),
  );
  const name = ({ source, profile: { name: each } }: (typeof columns)[0]) => `${source}.${each}`;
  expect(joins.map(({ from, to }) => `${name(from)} = ${name(to)}`)).toEqual(expected);
});
