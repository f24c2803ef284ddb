import { describe, expect, test } from '@jest/globals';
import { superseded } from '../../../functions/cleanup/superseded';
import production from '../../../schemas/examples/production.json';

const candidate = (id: string) => ({
  id,
  base: 'b',
  endpoint: `e/${id}`,
  model: `m/${id}`,
  checkpointEndpoints: [`e/${id}-1`],
});
const candidates = [candidate('a'), candidate('b')];
const served = (endpoints: string[], previous: string) => ({
  ...production,
  serving: endpoints.map((endpoint) => ({ endpoint, share: 1 / endpoints.length })),
  previous: { run: 'r', candidate: 'c', endpoint: previous },
});

describe('superseded endpoints', () => {
  test('are those of the losers, of earlier checkpoints, and what else is named', () => {
    const gone = superseded(candidates, served(['e/a'], 'e/old'), ['e/older', undefined]);
    expect(gone).toEqual(['e/a-1', 'e/b', 'e/b-1', 'e/older']);
  });

  test('are never production nor the one before it', () => {
    expect(superseded(candidates, served(['e/a'], 'e/b-1'), ['e/a', 'e/b-1'])).toEqual(['e/a-1', 'e/b']);
  });

  test('are none that takes a share of the requests', () => {
    expect(superseded(candidates, served(['e/a', 'e/b'], 'e/old'))).toEqual(['e/a-1', 'e/b-1']);
  });

  test('are all when nothing is in production', () => {
    expect(superseded([candidate('a')], undefined)).toEqual(['e/a', 'e/a-1']);
  });
});
