import { describe, expect, test } from '@jest/globals';
import { superseded } from '../../../functions/cleanup/superseded';
import production from '../../../schemas/examples/production.json';

const candidate = (id: string) => ({
  id,
  base: 'b',
  endpoint: `endpoints/${id}`,
  model: `m/${id}`,
  checkpointEndpoints: [`endpoints/${id}-1`],
});
const candidates = [candidate('a'), candidate('b')];
const served = (endpoints: string[], previous: string) => ({
  ...production,
  serving: endpoints.map((endpoint) => ({ endpoint, share: 1 / endpoints.length })),
  previous: { run: 'r', candidate: 'c', endpoint: previous },
});

describe('superseded endpoints', () => {
  test('are those of the losers, of earlier checkpoints, and what else is named', () => {
    const gone = superseded(candidates, served(['endpoints/a'], 'endpoints/old'), ['endpoints/older', undefined]);
    expect(gone).toEqual(['endpoints/a-1', 'endpoints/b', 'endpoints/b-1', 'endpoints/older']);
  });

  test('are never production nor the one before it', () => {
    expect(superseded(candidates, served(['endpoints/a'], 'endpoints/b-1'), ['endpoints/a', 'endpoints/b-1'])).toEqual([
      'endpoints/a-1',
      'endpoints/b',
    ]);
  });

  test('are none that takes a share of the requests', () => {
    expect(superseded(candidates, served(['endpoints/a', 'endpoints/b'], 'endpoints/old'))).toEqual([
      'endpoints/a-1',
      'endpoints/b-1',
    ]);
  });

  test('are all when nothing is in production', () => {
    expect(superseded([candidate('a')], undefined)).toEqual(['endpoints/a', 'endpoints/a-1']);
  });
});
