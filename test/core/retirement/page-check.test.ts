import { describe, expect, test } from '@jest/globals';
import type { BaseModel } from '../../../catalog';
import { checkPage, type Page } from '../../../core/retirement/page-check';

const url = 'https://docs.example.com/models/versions.md.txt';
const model = (id: string, closesOn: string, more: object = {}): BaseModel =>
  ({
    id,
    lifecycle: [
      { action: 'tuning', closesOn: '2027-04-07', source: url, asOf: '2026-11-28' },
      { action: 'inference', closesOn, source: url, asOf: '2026-11-28', ...more },
    ],
  }) as unknown as BaseModel;
const flash = model('gemini-3.5-flash', '2027-05-19', { orLater: true });
const lite = model('gemini-3.5-flash-lite', '2027-07-21', { orLater: true });
const elsewhere = model('gpt-4.1', '2027-01-14', { source: 'https://other.example.com' });
const catalog = { [flash.id]: flash, [lite.id]: lite, [elsewhere.id]: elsewhere };

const table = (...rows: string[]): string =>
  [
    '# Versions',
    '',
    '| Model ID | Release date | Retirement date | Replacement model |',
    '|---|---|---|---|',
    ...rows,
    '',
    'End.',
  ].join('\n');
const flashRow = '| `gemini-3.5-flash` | May 19, 2026 | May 19, 2027 or later |   |';
const liteRow = '| `gemini-3.5-flash-lite` | July 21, 2026 | July 21, 2027 or later |   |';
const page = (text: string, more: Partial<Page> = {}): Page => ({ url, answeredBy: url, status: 200, text, ...more });
const find = (text: string, more: Partial<Page> = {}) => checkPage(page(text, more), catalog);

test('a page that says what the catalog says changes nothing, and says nothing of models that are by another', () => {
  expect(find(table(flashRow, liteRow))).toEqual([
    { model: 'gemini-3.5-flash', url, found: 'unchanged', closesOn: '2027-05-19' },
    { model: 'gemini-3.5-flash-lite', url, found: 'unchanged', closesOn: '2027-07-21' },
  ]);
});

test.each([
  [
    'in Markdown',
    table('| `gemini-3.5-flash` | May 19, 2026 | October 1, 2027 | `gemini-4-flash` |', liteRow),
    'October 1, 2027',
  ],
  [
    'in HTML',
    `<p>é</p><table><tr><th>Shutdown date</th><th>Affected model</th></tr>
     <tr><td><time>1 Oct 2027</time></td><td><code>gemini-3.5-flash</code>, gemini-3.5-flash-001</td></tr>
     <tr><td>Jul 21, 2027 or later</td><td>gemini-3.5-flash-lite</td></tr></table>`,
    '1 Oct 2027',
  ],
])('a date that has moved is proposed with its words and where they stand: %s', (_, text, said) => {
  const [moved, same] = find(text);
  expect(same).toMatchObject({ found: 'unchanged' });
  if (moved?.found !== 'proposal') throw new Error(JSON.stringify(moved));
  expect(moved).toMatchObject({ closesOn: '2027-10-01', orLater: false, said, from: { closesOn: '2027-05-19' } });
  expect(text.slice(moved.start, moved.end)).toBe(moved.quote);
  expect(moved.quote).toContain(said);
  expect(moved.quote).toContain('gemini-3.5-flash');
});

test('an end that is no longer "or later" is a change, though the day is the same', () => {
  const [settled] = find(table(flashRow.replace(' or later', ''), liteRow));
  expect(settled).toMatchObject({ found: 'proposal', closesOn: '2027-05-19', orLater: false });
});

describe('what cannot be relied on could not be read, and is never passed over', () => {
  test.each<[string, string, Partial<Page>, string]>([
    ['a page that is gone', 'Not found', { status: 404 }, 'the page answers 404'],
    [
      'a page to log in',
      table(flashRow),
      { answeredBy: 'https://accounts.example.com/login' },
      'the page sends to https://accounts',
    ],
    [
      'a page that has moved',
      table(flashRow),
      { answeredBy: 'https://docs.example.com/' },
      'the page sends to https://docs',
    ],
    ['an empty page', ' \n', {}, 'the page is empty'],
    ['a page without tables', 'gemini-3.5-flash retires on October 1, 2027.', {}, 'no row of a table names it'],
    [
      'a date in a comment',
      `${table(liteRow)}\n<!-- ${table('| gemini-3.5-flash | | October 1, 2027 | |')} -->`,
      {},
      'no row',
    ],
    ['a date in a comment that never ends', `<!-- ${table(flashRow)}`, {}, 'no row'],
    ['a date in a script', `<script>${table(flashRow)}</script>`, {}, 'no row'],
    ["another model's row", table(liteRow, '| `gemini-3.5-flash-image` | | October 1, 2027 | |'), {}, 'no row'],
    [
      'a row that names it as a replacement',
      table('| `gemini-2.5-flash` | | October 16, 2026 | `gemini-3.5-flash` |'),
      {},
      'no row',
    ],
    [
      'a date that could be read in two ways',
      table('| gemini-3.5-flash | | 10/1/2027 | |'),
      {},
      'not a day that can be read: "10/1/2027"',
    ],
    ['a day that there is not', table('| gemini-3.5-flash | | February 30, 2027 | |'), {}, 'not a day'],
    ['a month that there is not', table('| gemini-3.5-flash | | Smarch 1, 2027 | |'), {}, 'not a day'],
    ['two dates in one cell', table('| gemini-3.5-flash | | May 19, 2027 (EU: June 1, 2027) | |'), {}, 'not a day'],
    ['no date', table('| gemini-3.5-flash | | not announced | |'), {}, 'not a day'],
    [
      'two rows that contradict each other',
      table(flashRow, flashRow.replace('2027', '2028')),
      {},
      '2 rows name it, and do not say the same',
    ],
    [
      'a table with two columns of ends',
      '| Model | Retirement date | Shutdown date |\n|---|---|---|\n| gemini-3.5-flash | May 19, 2027 | May 20, 2027 |',
      {},
      'its table has no column, or several, for the end',
    ],
    [
      'a second table without a head',
      '<table><tr><th>Model</th><th>Shutdown date</th></tr></table><table><tr><td>gemini-3.5-flash</td><td>May 1, 2027</td></tr></table>',
      {},
      'no row',
    ],
    ['a table without a head', '| gemini-3.5-flash | October 1, 2027 |', {}, 'no row'],
  ])('%s', (_, text, more, because) => {
    const [found] = find(text, more);
    expect(found).toMatchObject({ model: 'gemini-3.5-flash', url, found: 'could not read' });
    expect(found).toHaveProperty('because', expect.stringContaining(because));
  });
});

test('a long page of nothing is looked through in a time that grows with it', () => {
  const begun = performance.now();
  for (const piece of ['<table><tr><td>', '<tr><td>', '<!--', '<script>', '| a ', '|-', '<td <th ', '<', '|\n'])
    expect(find(piece.repeat(100_000)).map(({ found }) => found)).toEqual(['could not read', 'could not read']);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
