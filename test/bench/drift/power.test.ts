import { expect, test } from '@jest/globals';
import type { Pool } from '../../../bench/drift/pool';
import { changed, oneIntent, plant } from '../../../bench/drift/power';
import { quietFigures } from '../../../bench/drift/quiet';

const intents = Array.from({ length: 20 }, (_, at) => `intent ${at}`);
const asked = (more: object) => intents.map((intent) => [{ outputCategory: intent, inputLanguage: 'en', ...more }]);
const pool: Pool = {
  intents,
  shares: intents.map(() => 1 / 20),
  requests: { none: asked({}), language: asked({ inputLanguage: 'de' }), format: asked({}) },
};
const times = 5;

test('thirty points more of an intent are seen, and named', () => {
  const seen = plant(pool, oneIntent(0.3), { times, weekly: 60, most: 300, seed: 'test' });
  expect(seen.filter(({ requests, isNamed }) => requests < 150 && isNamed)).toHaveLength(times);
});

test('another language is named by what it is', () => {
  const how = changed('language', 1, { signal: 'inputLanguage', category: 'de' });
  const seen = plant(pool, how, { times, weekly: 60, most: 300, seed: 'test' });
  expect(seen.filter(({ requests, isNamed }) => requests < 50 && isNamed)).toHaveLength(times);
});

test('parts of the quiet years add up to all of them', () => {
  const alarmsIn = (first: number, years: number) => quietFigures(pool, { first, years })[0]!.value;
  expect(alarmsIn(0, 2)).toBe(alarmsIn(0, 1) + alarmsIn(1, 1));
});
