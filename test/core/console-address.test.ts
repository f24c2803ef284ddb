import { expect, test } from '@jest/globals';
import { runAddress } from '../../core/console-address';

test.each([
  ['http://127.0.0.1:8080/console/', 'email-summary', '20261123-3f9a2c1b'],
  ['/', 'email-summary', '20261123-3f9a2c1b'],
])('below %s, %s and %s are parts of a path', (console, pipeline, run) => {
  expect(runAddress(console, { pipeline, run })).toBe(`${console}pipelines/${pipeline}/runs/${run}`);
});

test('a name is one part of the path, whatever is in it', () => {
  expect(runAddress('/', { pipeline: '../<b>', run: 'a/b?c#d' })).toBe('/pipelines/..%2F%3Cb%3E/runs/a%2Fb%3Fc%23d');
});
