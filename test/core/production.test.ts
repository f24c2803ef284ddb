import { describe, expect, test } from '@jest/globals';
import { armOf, endpointOf, endpointsOf, readProduction, isEndpoint } from '../../core/production';
import example from '../../schemas/examples/production.json';

const serving = (...shares: number[]) => ({
  ...example,
  serving: shares.map((share, index) => ({ endpoint: `e/${index}`, share })),
});

describe('what serves', () => {
  test('is the endpoint of the first arm, and all that a request may come to', () => {
    expect(endpointOf(serving(0.9, 0.1))).toBe('e/0');
    expect(endpointsOf(serving(0.9, 0.1))).toEqual(['e/0', 'e/1']);
  });

  test.each<[number[], number, string]>([
    [[1], 0, 'e/0'],
    [[1], 0.999, 'e/0'],
    [[0.9, 0.1], 0.899, 'e/0'],
    [[0.9, 0.1], 0.9, 'e/1'],
    [[0.9, 0.1], 0.999, 'e/1'],
    [[0, 1], 0, 'e/1'],
    [[0.3333, 0.3333, 0.3333], 0.99999, 'e/2'],
  ])('by the shares %j takes a request that drew %d to %s', (shares, draw, endpoint) => {
    expect(armOf(serving(...shares), draw).endpoint).toBe(endpoint);
  });

  test('takes requests in proportion to the shares', () => {
    const draws = Array.from({ length: 1000 }, (_, index) => index / 1000);
    const taken = draws.filter((draw) => armOf(serving(0.75, 0.25), draw).endpoint === 'e/1');
    expect(taken).toHaveLength(250);
  });
});

test('a record from before arms is one arm with all requests', () => {
  const { serving, ...rest } = example;
  const old = JSON.stringify({ ...rest, endpoint: serving[0]!.endpoint });
  expect(readProduction(old)).toEqual({ ...rest, serving: [{ endpoint: serving[0]!.endpoint, share: 1 }] });
  expect(readProduction(JSON.stringify(example))).toEqual(example);
});

test.each([
  ['projects/p/locations/us/endpoints/1', true],
  ['projects/p/locations/us/publishers/google/models/gemini-3.5-flash', false],
  ['ft:gpt-4.1-mini-2025-04-14:own::1', true],
  ['gpt-4.1-mini-2025-04-14', false],
  ['meta-llama/Llama-3.3-70B-Instruct-Turbo', false],
  ['accounts/fireworks/models/gpt-oss-120b', false],
])('%s is what tuning has made, and may be removed: %s', (name, isMade) => expect(isEndpoint(name)).toBe(isMade));
