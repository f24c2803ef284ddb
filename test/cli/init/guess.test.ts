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

  const date = (name: string) => profile(name, { kinds: { text: 1000 }, dateTimes: 1000, distinct: 990, length: 20 });
  const words = (name: string, more = {}) =>
    profile(name, { worded: 990, length: 30, longest: 90, distinct: 970, ...more });
  const number = (name: string, distinct: number) => profile(name, { kinds: { integer: 1000 }, distinct });
  const long = (name: string) =>
    profile(name, { worded: 1000, length: 900, longest: 9000, broken: 900, distinct: 995 });
  const sender = words('sender', { distinct: 150 });

  // As people have them: the files of a data set in the order in which they would name them.
  test.each<[what: string, files: Record<string, ColumnProfile[]>, expected: string]>([
    [
      'emails, and their subjects in another file',
      { messages: [unique('id'), sender, date('date'), long('body')], subjects: [unique('id'), words('subject')] },
      'messages.body → subjects.subject',
    ],
    [
      'the same named the other way round',
      { subjects: [unique('id'), words('subject')], messages: [unique('id'), sender, date('date'), long('body')] },
      'messages.body → subjects.subject',
    ],
    [
      'emails with their subjects in one file',
      {
        emails: [
          unique('message_id'),
          date('date'),
          words('from', { distinct: 90 }),
          words('to'),
          words('subject'),
          long('body'),
        ],
      },
      'emails.body → emails.subject',
    ],
    [
      'tickets, and their categories in another file',
      {
        tickets: [unique('ticket_id'), words('customer'), date('created_at'), label('channel'), text('description')],
        categories: [unique('ticket_id'), label('category')],
      },
      'tickets.description → categories.category',
    ],
    [
      'products, and their descriptions in another file',
      {
        products: [unique('sku'), words('title'), label('category'), text('features'), number('price', 300)],
        descriptions: [unique('sku'), long('description')],
      },
      'products.title → descriptions.description',
    ],
    [
      'questions, and their answers in another file',
      { questions: [unique('id'), words('question')], answers: [unique('id'), text('answer')] },
      'questions.question → answers.answer',
    ],
    [
      'texts, and what is known of them in another file',
      { texts: [unique('id'), long('text')], meta: [unique('id'), words('author'), date('date'), label('label')] },
      'texts.text → meta.label',
    ],
    [
      'question answering with a context',
      { squad: [unique('id'), words('title', { distinct: 40 }), long('context'), words('question'), words('answer')] },
      'squad.question + squad.context → squad.answer',
    ],
    ['translations by their languages', { pairs: [text('en'), text('de')] }, 'pairs.en → pairs.de'],
    ['translations by src and tgt', { pairs: [text('src'), text('tgt')] }, 'pairs.src → pairs.tgt'],
    [
      'reviews and stars',
      {
        reviews: [
          unique('review_id'),
          label('product_category'),
          number('stars', 5),
          words('title'),
          text('review_body'),
        ],
      },
      'reviews.review_body → reviews.stars',
    ],
    [
      'intents, as CLINC has them',
      { clinc: [words('text'), label('intent'), label('split')] },
      'clinc.text → clinc.intent',
    ],
    [
      'instructions, as Alpaca has them',
      { alpaca: [words('instruction'), words('input', { blank: 600 }), text('output'), long('text')] },
      'alpaca.instruction + alpaca.input → alpaca.output',
    ],
    [
      'articles and highlights',
      { news: [unique('id'), long('article'), text('highlights')] },
      'news.article → news.highlights',
    ],
    [
      'titles and abstracts',
      { papers: [unique('doi'), words('title'), words('authors'), text('abstract')] },
      'papers.abstract → papers.title',
    ],
    ['spam', { sms: [profile('v1', { distinct: 2 }), text('v2')] }, 'sms.v2 → sms.v1'],
    [
      'support mails with queue, type and priority',
      {
        mails: [
          words('subject'),
          long('body'),
          text('answer'),
          label('type'),
          label('queue'),
          label('priority'),
          label('language'),
        ],
      },
      'mails.body → mails.answer',
    ],
    [
      'a body and people',
      { mails: [words('from'), words('to'), date('sent_at'), long('body'), words('signature')] },
      'mails.body → mails.signature',
    ],
  ])('%s', (_, files, expected) => {
    const columns = Object.entries(files).flatMap(([source, profiles]) => profiles.map((each) => column(source, each)));
    const { target, inputs } = guessRoles(columns, {});
    const called = (each: typeof target) => `${each.source}.${each.profile.name}`;
    expect(`${inputs.map(called).join(' + ')} → ${called(target)}`).toBe(expected);
  });

  test('says why, and what comes next', () => {
    const messages = [unique('id'), sender, date('date'), long('body'), label('folder')].map((each) =>
      column('messages', each),
    );
    const subjects = [unique('id'), words('subject')].map((each) => column('subjects', each));
    const { reasons, others } = guessRoles([...messages, ...subjects], {});
    expect(reasons).toEqual({
      target:
        'by its name; subjects has nothing else beside what names its rows; a text, much shorter than messages.body',
      input: 'by its name',
    });
    expect(others.map(({ profile: { name } }) => name)).toEqual(['folder']);
    const asked = guessRoles([...messages, ...subjects], { target: 'folder' });
    expect(asked.reasons.target).toBe('as --target says');
    expect(asked.others.map(({ profile: { name } }) => name)).toEqual(['subject']);
  });

  test.each<[string, ColumnProfile[]]>([
    ['ids, dates and people', [unique('id'), date('sent'), words('sender'), words('author'), long('body')]],
    ['what only names a row', [long('text'), unique('code')]],
  ])('is never %s', (_, columns) => expect(() => roles(columns)).toThrow(/not clear which column holds the answers/));

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
