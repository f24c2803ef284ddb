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
    const gone = superseded(candidates, served(['endpoints/a'], 'endpoints/old'), {
      more: ['endpoints/older'],
    });
    expect(gone).toEqual(['endpoints/a-1', 'endpoints/b', 'endpoints/b-1', 'endpoints/older']);
  });

  test('are never production nor the one before it', () => {
    const more = ['endpoints/a', 'endpoints/b-1'];
    expect(superseded(candidates, served(['endpoints/a'], 'endpoints/b-1'), { more })).toEqual([
      'endpoints/a-1',
      'endpoints/b',
    ]);
  });

  test('are the replicas of those too, where the run may have made some', () => {
    const named = (id: string) => `projects/p/locations/us/endpoints/${id}`;
    const replica = (id: string) => `projects/p/locations/eu/endpoints/replica-${id}`;
    const pair = ['1', '2'].map((id) => ({ endpoint: named(id) }));
    const kept = { ...served([named('1')], named('3')), replicas: [replica('1')] };
    expect(superseded(pair, kept, { alsoAt: ['eu'] })).toEqual([named('2'), replica('2')]);
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
