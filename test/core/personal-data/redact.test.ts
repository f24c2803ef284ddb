import { describe, expect, test } from '@jest/globals';
import { personalDataKinds as kinds } from '../../../core/personal-data/kinds';
import { personalDataIn, redacted, saltOf } from '../../../core/personal-data/redact';
import { cases, key } from './cases';

describe('personal data in a text', () => {
  test.each(cases)('%s', (text, found) => {
    expect([...new Set(personalDataIn(text).map(({ kind }) => kind))].toSorted()).toEqual(found);
  });
});

describe('redaction', () => {
  const salt = () => saltOf('p');

  test('puts the same token for the same value, however it is written, and leaves all else as it is', () => {
    const { text: said } = redacted('Call +49 171 234-5678 or 0049 171 2345678,\n not ANNA@x.example 👋!', {
      kinds,
      salt,
    });
    expect(said).toMatch(/^Call (\[PHONE_[0-9a-f]{8}\]) or \1,\n not \[EMAIL_[0-9a-f]{8}\] 👋!$/);
  });

  test('leaves alone what is of no kind that is named, and tells the kinds that it replaces', () => {
    const found: string[] = [];
    const { text: said } = redacted(`anna@x.example ${key('AIza', 35)}`, {
      kinds: ['key'],
      salt,
      onFound: (kind) => found.push(kind),
    });
    expect(said).toMatch(/^anna@x\.example \[KEY_[0-9a-f]{8}\]$/);
    expect(found).toEqual(['key']);
  });

  test.each([
    ['Card:\n4111 1111 1111 1111', 'CARD'],
    ['Call\n+49 151 23456789', 'PHONE'],
    ['IBAN\tDE89370400440532013000', 'IBAN'],
    ['key\r\nAKIAIOSFODNN7EXAMPLE', 'KEY'],
    ['mail\njane@example.com', 'EMAIL'],
  ])('finds in JSON what it finds in the text that is written so: %j', (text, kind) => {
    const said = JSON.parse(redacted(JSON.stringify({ text }), { kinds, salt }).text) as { text: string };
    expect(said.text).toBe(redacted(text, { kinds, salt }).text);
    expect(said.text).toMatch(new RegExp(`\\s\\[${kind}_[0-9a-f]{8}\\]$`));
  });

  test('asks for the salt only where there is something to be replaced', () => {
    const unsalted = {
      kinds,
      salt: () => {
        throw new Error('nothing is to be replaced');
      },
    };
    expect(redacted('Hello, my kettle leaks.', unsalted).text).toBe('Hello, my kettle leaks.');
    expect(() => redacted('I am anna@x.example', unsalted)).toThrow('nothing is to be replaced');
  });

  test('tells where the places of the text are behind the tokens', () => {
    const text = 'Write to anna@x.example or returns.department@shop.example first. We refund it.';
    const { text: said, placeOf } = redacted(text, { kinds, salt });
    const [start, end] = ['We refund', ' it.'].map((piece) => placeOf(text.indexOf(piece)));
    expect(said.slice(start, end)).toBe('We refund');
    expect([placeOf(0), placeOf(9), placeOf(text.length)]).toEqual([0, 9, said.length]);
    expect(said.slice(9, placeOf(12))).toMatch(/^\[EMAIL_[0-9a-f]{8}\]$/);
  });
});

describe('a text that is made to be slow', () => {
  const length = 1 << 20;
  const begin = '-----BEGIN PRIVATE KEY-----';
  /** Repeated to a MiB, each behind what has the whole of it looked at. */
  const pieces = [
    'a',
    'a.',
    'a@',
    'a@a.',
    'a@a-',
    'é',
    '字@',
    '@',
    '-----BEGIN A',
    begin,
    '-----END ',
    'eyJ-',
    'eyJaaaaaaaa.',
    '.eyJ-',
    'sk-',
    'github_pat_',
    'AKIA',
    '1',
    '1.',
    '1-',
    '11-',
    '+1',
    '(0',
    '0171 ',
    '#1',
    'AB-1',
    'DE89 3704 0044 ',
    '://',
    ' ',
  ];

  /** @returns milliseconds, the less of two */
  const time = (text: string): number =>
    Math.min(
      ...[1, 2].map(() => {
        const begun = performance.now();
        personalDataIn(text);
        return performance.now() - begun;
      }),
    );

  // What grows with the square of the length takes minutes to hours for a MiB.
  test.each(pieces)('of %j is looked through in the time of its length', (piece) => {
    expect(time(`@111111 ${piece.repeat(length / piece.length)}!`)).toBeLessThan(10_000);
  });

  test.each([
    ['an address without an end', `a@${'a.'.repeat(length / 2)}!`],
    ['a token of one long part', `eyJaaaaaaaaa.eyJ${'eyJ-'.repeat(length / 4)}!`],
    ['a number that ends in a letter', `111111 AB-${'1'.repeat(length)}a #1${'1'.repeat(length)}a`],
    [
      'private keys without an end behind one with it',
      `${begin}A-----END PRIVATE KEY-----${begin.repeat(length / 27)}`,
    ],
  ])('of %s, too', (_, text) => {
    expect(time(text)).toBeLessThan(10_000);
  });
});
