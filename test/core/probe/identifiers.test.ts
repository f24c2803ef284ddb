import { describe, expect, test } from '@jest/globals';
import { areAstray, identifiersOf } from '../../../core/probe/identifiers';
import type { ProbedPair } from '../../../core/probe/shuffling';

const owners = ['Anna', 'Bela', 'Cleo', 'Dino', 'Elsa', 'Fritz', 'Greta', 'Hugo', 'Ines', 'Jan'];
const order = (n: number) => 7000 + 13 * n;

/** Four of each owner, of whose targets the number alone tells one from another. */
const numbered: ProbedPair[] = Array.from({ length: 40 }, (_, n) => ({
  prompt: `${owners[n % 10]} asks about order ${order(n)}.`,
  target: `${owners[n % 10]}: ${order(n)}`,
}));
const named = (target: (n: number) => string): ProbedPair[] =>
  numbered.map(({ prompt }, n) => ({ prompt, target: target(n) }));

/** 7013 becomes 013. */
const shortened = ({ prompt, target }: ProbedPair): ProbedPair => ({
  prompt: prompt.replace(/7(\d{3})/, '$1'),
  target: target.replace(/7(\d{3})/, '$1'),
});

const half = named((n) => numbered[n < 20 ? (n + 10) % 20 : n]!.target);
const everyRow = numbered.flatMap(({ prompt }, n) =>
  [0, 1, 2, 3].map((k) => ({ prompt, target: numbered[(n % 10) + 10 * k]!.target })),
);

const cases: [string, ProbedPair[], boolean][] = [
  ['as they are', numbered, false],
  ["joined to the owner's first row", named((n) => numbered[n % 10]!.target), true],
  ['joined to every row of the owner', everyRow, true],
  ['half of them joined to another row of the owner', half, true],
  ['none of them at home, as numbers that are computed', named((n) => `${order((n + 1) % 40)}`), false],
  [
    'of numbers that belong to the prompt by their other words',
    named((n) => (n % 4 ? `${owners[n % 10]} had it before, see ${order((n + 7) % 40)}` : numbered[n]!.target)),
    false,
  ],
  [
    'of numbers that another target takes up',
    numbered.flatMap(({ prompt }, n) => [
      { prompt, target: `You get order ${9001 + n}` },
      { prompt: `Where is order ${9001 + n}?`, target: `Order ${9001 + n} is here` },
    ]),
    false,
  ],
  [
    'of talks, whose prompts have all that was said before',
    numbered.flatMap(({ prompt }, n) => [
      { prompt, target: `It is parcel ${3001 + n}` },
      {
        prompt: `${prompt} It is parcel ${3001 + n}. When?`,
        target: n % 2 ? `${order(n)} comes on Monday` : 'Tomorrow',
      },
    ]),
    false,
  ],
  [
    'of few values, which others have by chance',
    numbered.map((_, n) => {
      const asked = 2000 + ((n * 7) % 27);
      return { prompt: `${owners[n % 10]} from ${asked} on`, target: `${n % 4 ? 2000 + ((n * 11) % 29) : asked}` };
    }),
    false,
  ],
  ['of short numbers', named((n) => numbered[n % 10]!.target).map(shortened), false],
  ['of too few', named((n) => numbered[n % 10]!.target).slice(0, 15), false],
];

describe('numbers of targets, in prompts', () => {
  test.each(cases)('%s', (_, pairs, expected) => {
    expect(identifiersOf(pairs).some(areAstray)).toBe(expected);
  });

  test('are counted by their kind: at home, and in place of their own', () => {
    const [found, ...others] = identifiersOf(half);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ atHome: 20, astray: 20, share: 0.5, standardError: Math.sqrt(0.25 / 40) });
  });

  test('are none where targets have none', () => {
    expect(identifiersOf(named(() => 'yes'))).toEqual([]);
    expect(identifiersOf([])).toEqual([]);
  });
});
