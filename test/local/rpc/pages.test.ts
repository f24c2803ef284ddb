import { describe, expect, test } from '@jest/globals';
import { pageOf, type PageOrder } from '../../../local/rpc/pages';

const byName: PageOrder<string> = { keyOf: (name) => name };
const names = ['c', 'a', 'd', 'b'];

/** Every page, asked for one after the other. */
function pages(order: PageOrder<string>, pageSize: number): string[][] {
  const all: string[][] = [];
  let pageToken: string | undefined;
  do {
    const { page, nextPageToken } = pageOf(names, order, { pageSize, ...(pageToken && { pageToken }) });
    all.push(page);
    pageToken = nextPageToken;
  } while (pageToken);
  return all;
}

describe('a list', () => {
  test.each<[string, PageOrder<string>, number, string[][]]>([
    ['comes in order', byName, 3, [['a', 'b', 'c'], ['d']]],
    ['comes in reverse', { ...byName, descending: true }, 3, [['d', 'c', 'b'], ['a']]],
    ['that fits has one page', byName, 4, [['a', 'b', 'c', 'd']]],
    ['has pages of 100 when nobody says otherwise', byName, 0, [['a', 'b', 'c', 'd']]],
  ])('%s', (_, order, size, expected) => {
    expect(pages(order, size)).toEqual(expected);
  });

  test('neither repeats nor hides what stays when others go between two pages', () => {
    const { nextPageToken } = pageOf(names, byName, { pageSize: 2 });
    const later = names.filter((name) => name !== 'b').concat('aa');
    expect(pageOf(later, byName, { pageToken: nextPageToken! }).page).toEqual(['c', 'd']);
  });

  test('refuses a token of another request, a token that is none, and a negative size', () => {
    const { nextPageToken } = pageOf(names, { ...byName, scope: 'labels.a=b' }, { pageSize: 1 });
    expect(() => pageOf(names, byName, { pageToken: nextPageToken! })).toThrow('page_token');
    expect(() => pageOf(names, byName, { pageToken: 'none' })).toThrow('page_token');
    expect(() => pageOf(names, byName, { pageSize: -1 })).toThrow('page_size');
  });
});
