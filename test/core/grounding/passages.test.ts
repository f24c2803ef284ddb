import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { passagesOf } from '../../../core/grounding/passages';
import { sentencesOf } from '../../../core/grounding/sentences';

const size = { tokens: 20, overlap: 6 };
const textsOf = (text: string, of = size) => passagesOf(text, of).map((passage) => passage.text);

describe('a text as passages', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['headings alone', '# A\n\n## B\n', []],
    ['what is short in one piece', '# A\n\nOne. Two.\n', ['# A\n\nOne. Two.']],
    [
      'what is long at the end of a sentence, the last one once more where it is short',
      'This is the first sentence of several ones. Short one. This is the third sentence of several ones here.',
      [
        'This is the first sentence of several ones. Short one.',
        'Short one. This is the third sentence of several ones here.',
      ],
    ],
    [
      'a section by itself, a short one with the next',
      '# A\n\nThis section has some words of its own.\n\n# B\n\nShort.\n\n# C\n\nThis section has some words as well.\n',
      [
        '# A\n\nThis section has some words of its own.',
        '# B\n\nShort.\n\n# C\n\nThis section has some words as well.',
      ],
    ],
    ['a sentence that is too long as it is', `${'word '.repeat(40)}end. Next.`, [`${'word '.repeat(40)}end.`, 'Next.']],
  ])('%s', (_, text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  test('say which headings they stand below', () => {
    const text = '# A\n\nOne one one one.\n\n## B\n\nTwo two two two two.\n\n# C\n\nThree three three three.\n';
    expect(passagesOf(text, { tokens: 20, overlap: 0 }).map(({ heading }) => heading)).toEqual(['A', 'A > B', 'C']);
  });

  test('are the bytes that they name, none larger than asked for but a single sentence, and none of the words is lost', () => {
    const piece = fc.constantFrom(
      'One. ',
      'two ',
      '日本語。',
      '# H\n',
      '\n\n',
      '\r\n',
      '😀 ',
      'é! ',
      '- item\n',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const bytes = Buffer.from(text);
        const passages = passagesOf(text, size);
        let covered = 0;
        for (const passage of passages) {
          expect(bytes.subarray(passage.start, passage.end).toString('utf8')).toBe(passage.text);
          expect(passage.end).toBeGreaterThan(covered);
          covered = passage.end;
        }
        const words = (some: string) => some.match(/One|two|日本語|item/g)?.length ?? 0;
        const least = passages.reduce((sum, { text: own }) => sum + words(own), 0);
        expect(least).toBeGreaterThanOrEqual(words(text));
      }),
    );
  });
});

describe('sentences', () => {
  test.each<[string, string[]]>([
    [
      'It costs 4.90 euros. See hearthline.example! Really?',
      ['It costs 4.90 euros.', 'See hearthline.example!', 'Really?'],
    ],
    ['Ask Dr. Who, e.g. on Mondays. "Yes." He did.', ['Ask Dr. Who, e.g. on Mondays.', '"Yes."', 'He did.']],
    [
      '# Head\nA paragraph\nover lines. Next\n\n- one item\n- two. Items\n',
      ['# Head', 'A paragraph\nover lines.', 'Next', '- one item', '- two.', 'Items'],
    ],
    ['今日は。明日は！', ['今日は。', '明日は！']],
    ['  \n', []],
  ])('of %j', (text, expected) => {
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });
});
