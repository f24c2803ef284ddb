import { describe, expect, test } from '@jest/globals';
import { createRandom, permutation } from '../../../local/vertex/model/random';
import { probe, type Probe } from '../../../core/probe/probe';
import type { ProbedPair } from '../../../core/probe/shuffling';

const things = ['kettle', 'lamp', 'chair', 'table', 'mirror', 'carpet', 'clock', 'shelf', 'curtain', 'vase'];
const matters = ['is broken', 'came late', 'has the wrong colour', 'is too small', 'was never sent', 'has a scratch'];
const owners = ['Anna', 'Bela', 'Cleo', 'Dino', 'Elsa', 'Fritz', 'Greta', 'Hugo', 'Ines', 'Jan'];
const order = (n: number) => 7000 + 13 * n;

/** Twelve of each owner; every target says what its prompt is about, and whose it is. */
const texts: ProbedPair[] = Array.from({ length: 120 }, (_, n) => {
  const [thing, matter] = [things[(n * 7) % 10]!, matters[Math.floor(n / 7) % 6]!];
  const about = `the ${thing} of order ${order(n)} ${matter}`;
  const prompt = `Good day from ${owners[n % 10]}, ${about}, what do you advise?`;
  return { prompt, target: `${owners[n % 10]} says that ${about}` };
});
const labels: ProbedPair[] = texts.map(({ prompt }) => ({ prompt, target: /late|sent/.test(prompt) ? 'A' : 'B' }));
/** As a record that names the owner, and no more of what it is about than the order. */
const records: ProbedPair[] = texts.map(({ prompt }, n) => ({
  prompt,
  target: JSON.stringify({ customer: owners[n % 10], order: order(n) }),
}));
const sums: ProbedPair[] = Array.from({ length: 120 }, (_, n) => {
  const [a, b] = [(n * 37) % 101, (n * 61) % 103];
  return { prompt: `What is ${a} + ${b}?`, target: String(a + b) };
});

const joined = (pairs: ProbedPair[], whose: (place: number) => number): ProbedPair[] =>
  pairs.map(({ prompt }, place) => ({ prompt, target: pairs[whose(place)]!.target }));
const shuffled = (pairs: ProbedPair[], seed: number): ProbedPair[] => {
  const order = permutation(pairs.length, seed);
  return joined(pairs, (place) => order[place]!);
};

const probed = (examples: ProbedPair[], repeated = 1): Probe =>
  probe({ examples, rows: examples.length * repeated, distinct: examples.length }, 'v1');

const numbered = (pairs: ProbedPair[]): ProbedPair[] =>
  Array.from({ length: 10 }, (_, copy) =>
    pairs.map(({ prompt, target }) => ({ prompt: `${prompt} #${copy}`, target })),
  ).flat();

const outcomes: [string, ProbedPair[], boolean, RegExp][] = [
  ['passes texts', texts, false, /they share words, \d+ standard deviations more than in 399 shufflings/],
  ['passes labels that prompts do not name', labels, false, /alike prompts have alike targets/],
  ['passes sums, whose words say nothing', sums, false, /long and short together|numbers go together/],
  ['refuses shuffled texts', shuffled(texts, 1), true, /joined to the wrong rows/],
  ['refuses shuffled labels', shuffled(labels, 1), true, /no more to do with their own prompts than with any other/],
  ['refuses shuffled sums', shuffled(sums, 3), true, /no more to do with their own prompts/],
  ['refuses a join to the next row', joined(texts, (place) => (place + 1) % 120), true, /wrong rows/],
  [
    'refuses a join to the next row of the same owner',
    joined(texts, (place) => (place + 10) % 120),
    true,
    /^of \d+ % of 120 examples the prompt fits the target of another one better/,
  ],
  [
    'refuses a join to the first row of the same owner',
    joined(texts, (place) => place % 40),
    true,
    /the target fits the prompt of another one better/,
  ],
  [
    'refuses a join to the first row of the same owner, of which one number tells',
    joined(records, (place) => place % 40),
    true,
    /^80 targets name the number of another example's prompt in place of their own, and 40 their own/,
  ],
  ['passes what one number tells', records, false, /they share words/],
  ['refuses a join to one row', joined(texts, () => 0), true, /^all 120 examples have the same target/],
  ['refuses copies that differ in a number', numbered(texts.slice(0, 60)), true, /^each example is there 10\.0 times/],
];

describe('the probe', () => {
  test.each(outcomes)('%s', (_, pairs, refused, reason) => {
    const found = probed(pairs);
    expect(found.reason).toMatch(reason);
    expect(found.refused).toBe(refused);
    expect(found.measured! > found.threshold).toBe(refused);
  });

  test('counts copies in the whole dataset, of which it sees a sample', () => {
    expect(probed(texts, 40)).toMatchObject({ refused: true, measured: 40, unit: 'times', threshold: 4 });
    expect(probed(texts, 4)).toMatchObject({ refused: false, details: { copies: 4 } });
    const tenth = numbered(texts).filter((_, place) => place % 10 === Math.floor(place / 120) % 10);
    const { measured, refused } = probe(
      { examples: tenth, rows: 40 * tenth.length, distinct: 40 * tenth.length },
      'v1',
    );
    expect([refused, measured]).toEqual([false, 0]);
  });

  test.each<[string, ProbedPair[]]>([
    ['few examples', shuffled(texts.slice(0, 29), 1)],
    [
      'few with another target than the most frequent one',
      shuffled(labels, 1).map((pair, n) => ({ ...pair, target: n < 15 ? 'A' : 'B' })),
    ],
    ['none', []],
  ])('tells nothing of %s', (_, pairs) => {
    expect(probed(pairs)).toMatchObject({ refused: false, measured: null });
    expect(probed(pairs).reason).toMatch(/^too few to tell: \d+ examples?, \d+ of them/);
  });

  describe('of long texts, of which only the beginning and the end is there,', () => {
    const random = createRandom(3);
    const filling = () => Array.from({ length: 60 }, () => `w${Math.floor(random() * 900)}`).join(' ');
    const letters = texts.map(({ target }) => ({ prompt: `${filling()} ${filling()}`, target, isCut: true }));

    test('does not refuse what is told by the middle', () => {
      expect(probed(letters)).toMatchObject({ refused: false, measured: null });
      expect(probed(letters).reason).toMatch(/^too long to tell: of 120 of 120 examples only the first and last 400/);
      const few = letters.map((pair, place) => ({ ...pair, isCut: place < 20 }));
      expect(probed(few)).toMatchObject({ refused: true });
    });

    test('does not take the same head and foot for copies', () => {
      const forms = labels.map(({ target }) => ({ prompt: 'the same head and the same foot', target, isCut: true }));
      expect(probed(forms)).toMatchObject({ refused: false, measured: null, details: { copies: 1 } });
    });

    test('refuses a wrong join that these show', () => {
      const long = joined(texts, (place) => (place + 10) % 120).map((pair) => ({ ...pair, isCut: true }));
      expect(probed(long)).toMatchObject({ refused: true, unit: 'share' });
    });
  });

  test('comes to the same of the same sample and seed', () => {
    expect(probed(labels)).toEqual(probed(labels));
  });

  test('passes hardly a shuffled dataset: of 30 two at most', () => {
    const random = createRandom(5);
    const passed = Array.from({ length: 30 }, () => shuffled(labels, 1 + Math.floor(random() * 1e6))).filter(
      (pairs) => !probed(pairs).refused,
    );
    expect(passed.length).toBeLessThanOrEqual(2);
  });
});
