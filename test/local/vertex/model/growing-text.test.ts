import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { certainPart, cutAtStop } from '../../../../local/vertex/model/growing-text';

describe('what is certain of a text that may go on', () => {
  test.each<[string, string[], string]>([
    ['', [], ''],
    ['Hello', [], 'Hello'],
    [' \n Hello ', [], 'Hello'],
    ['Caf\uFFFD', [], 'Caf'],
    ['a\uFFFDb', [], 'a\uFFFDb'],
    ['one EN', ['END'], 'one'],
    ['one END', ['END!'], 'one'],
    ['aab', ['aabaac', 'bb'], ''],
    ['one E', ['XYZ', 'END'], 'one'],
    ['one', [''], 'one'],
    ['👩', ['👩‍🔧'], ''],
  ])('%j before %j is %j', (text, stops, certain) => {
    expect(certainPart(text, stops)).toBe(certain);
  });

  test('is the beginning of every answer, byte by byte, whatever ends it', () => {
    const unit = fc.constantFrom('a', 'b', ' ', '\n', 'é', '退', '👩', '\u200D');
    const text = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }));
    const bytes = fc.oneof(
      text.map((whole) => Buffer.from(whole)),
      fc.uint8Array({ maxLength: 8 }).map((array) => Buffer.from(array)),
    );
    const stops = fc.array(fc.string({ unit, minLength: 1, maxLength: 4 }), { maxLength: 3 });
    fc.assert(
      fc.property(bytes, stops, (whole, stopSequences) => {
        let shown = '';
        let answer = '';
        for (let length = 1; length <= whole.length; length++) {
          const grown = whole.subarray(0, length).toString('utf8');
          const cut = cutAtStop(grown, stopSequences);
          answer = (cut ?? grown).trim();
          if (cut !== undefined) break;
          const certain = certainPart(grown, stopSequences);
          expect(certain.startsWith(shown)).toBe(true);
          shown = certain;
        }
        expect(answer.startsWith(shown)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('is all that cannot be taken back', () => {
    expect(cutAtStop('one END two', ['two', 'END'])).toBe('one ');
    expect(certainPart('one EN two', ['END'])).toBe('one EN two');
  });
});
