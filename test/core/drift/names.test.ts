import { expect, test } from '@jest/globals';
import { chanceFrom } from '../../../core/verdict/random';
import { feed, freshDrift, lookForDrift } from '../../../core/drift/warranty';

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a question about "%s" is a word like any other: no alarm comes of it',
  (word) => {
    const [state, chance] = [freshDrift(), chanceFrom('words')];
    const hour = 3_600_000;
    for (let i = 0; i < 6_000; i++)
      feed(state, 'inputWords', [
        { at: i * hour * 0.2, category: i === 700 ? word : `word ${Math.floor(150 * chance())}` },
      ]);
    expect(lookForDrift(state, 6_000 * hour * 0.2)).toBeUndefined();
    expect(JSON.stringify(state)).not.toContain('native code');
  },
);
