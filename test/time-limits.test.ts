import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

/** The ways to give one test, one hook or one file a limit of its own, in milliseconds. */
const ownLimit =
  /\bjest\.setTimeout\(|^\s*\}, [\d_]{4,}\);$|^\s*(?:before|after)(?:All|Each)\(.*, [\d_]{4,}\);$|^\s*\},\n\s*[\d_]{4,},\n\s*\);$/m;

test('a time limit is for hangs alone, and jest.config.js has the only one: no test depends on a quiet machine', () => {
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  expect(tests.length).toBeGreaterThan(100);
  expect(tests.filter((name) => ownLimit.test(readFileSync(`test/${name}`, 'utf8')))).toEqual([]);
});
