import { describe, expect, test } from '@jest/globals';
import { guessGroup, guessKey, guessRoles, isLabel } from '../../../cli/init/guess';
import type { ColumnProfile } from '../../../cli/init/profile';
import { column, label, profile, text, unique } from './columns';

const roles = (columns: ColumnProfile[], wishes = {}): string => {
  const { inputs, target } = guessRoles(
    columns.map((each) => column('s', each)),
    wishes,
  );
  return `${inputs.map((input) => input.profile.name).join(' + ')} → ${target.profile.name}`;
};

describe('what is given and what is learnt', () => {
  test.each([
    ['text and label', [text('text'), label('category')], 'text → category'],
    ['whatever the order', [label('label'), unique('id'), text('sentence')], 'sentence → label'],
    [
      'a label as number and as word',
      [text('text'), profile('label', { kinds: { integer: 1000 }, distinct: 12 }), label('label_text')],
      'text → label_text',
    ],
    ['a summary', [unique('id'), text('article'), text('highlights'), text('summary')], 'article → summary'],
    ['question and context', [text('context'), text('question'), text('answer')], 'question + context → answer'],
    [
      'instruction, input and output',
      [text('instruction'), text('input'), text('output')],
      'instruction + input → output',
    ],
    ['prompt and completion', [text('prompt'), text('completion'), unique('id')], 'prompt → completion'],
    ['names that say nothing', [text('a'), label('b')], 'a → b'],
    [
      'ids beside the texts they are named after',
      [text('message'), unique('answer_id'), text('answer')],
      'message → answer',
    ],
    ['a subject beside the body', [text('subject'), text('body'), text('reply')], 'body → reply'],
    ['an address that is called email', [profile('email'), text('body'), label('intent')], 'body → intent'],
  ])('%s', (_, columns, expected) => expect(roles(columns)).toBe(expected));

  test('is what the person says', () => {
    const columns = [text('a'), text('b'), text('summary')];
    expect(roles(columns, { input: ['s.summary', 'a'], target: 'b' })).toBe('summary + a → b');
  });

  test.each<[string, ColumnProfile[], object, RegExp]>([
    ['a column alone', [text('text')], {}, /not clear which column holds the answers/],
    ['answers alone', [label('label'), unique('id')], {}, /not clear which column holds the text/],
    ['a column that there is not', [text('a'), label('b')], { target: 'c' }, /no usable column "c"/],
  ])('is not clear from %s', (_, columns, wishes, message) => expect(() => roles(columns, wishes)).toThrow(message));
});

test.each([
  [label('a'), true],
  [text('a'), false],
  [profile('a', { distinct: 400 }), false],
  [profile('a', { distinct: 12, longest: 300 }), false],
  [profile('a', { distinct: 1 }), false],
])('labels are few, short and repeated: %#', (of, expected) => expect(isLabel(column('s', of))).toBe(expected));

test('a key is unique and called so', () => {
  const columns = [text('body'), unique('order'), unique('ticket_id'), unique('id')].map((each) => column('s', each));
  expect(guessKey(columns, {}, [])?.profile.name).toBe('id');
  expect(guessKey(columns, { key: 'order' }, [])?.profile.name).toBe('order');
  expect(guessKey(columns.slice(0, 2), {}, [])).toBeUndefined();
});

test('a group repeats and is called after who or what belongs together', () => {
  const columns = [
    label('city'),
    profile('customer_id', { distinct: 300 }),
    profile('conversation', { distinct: 300 }),
  ];
  const all = columns.map((each) => column('s', each));
  expect(guessGroup(all, {}, [])?.profile.name).toBe('conversation');
  expect(guessGroup(all, { group: 'city' }, [])?.profile.name).toBe('city');
  expect(
    guessGroup([column('s', profile('user', { distinct: 5 })), column('s', unique('thread'))], {}, []),
  ).toBeUndefined();
});
