import { expect, test } from '@jest/globals';
import { copyBehind, replicaOf, replicasIn } from '../../core/replicas';
import example from '../../schemas/examples/production.json';

const tuned = 'projects/7/locations/us/endpoints/42';
const replica = 'projects/7/locations/eu/endpoints/replica-42';

test('what was tuned has an endpoint and a copy at another location whose names follow from its own', () => {
  expect(replicaOf(tuned, 'eu')).toBe(replica);
  expect(copyBehind(replica)).toBe('projects/7/locations/eu/models/replica-42');
  expect(copyBehind(tuned)).toBeUndefined();
});

test('a base has the same name there, and no copy', () => {
  const base = 'projects/7/locations/us/publishers/google/models/gemini-3.5-flash';
  expect(replicaOf(base, 'global')).toBe(base.replace('/us/', '/global/'));
  expect(copyBehind(replicaOf(base, 'global'))).toBeUndefined();
});

test('those of an endpoint are found in production, and no others', () => {
  const other = { run: 'r', candidate: 'c', endpoint: 'x', replicas: ['projects/7/locations/eu/endpoints/replica-1'] };
  const production = { ...example, serving: [{ endpoint: tuned, share: 1 }], replicas: [replica], previous: other };
  expect(replicasIn(production, tuned)).toEqual([replica]);
  expect(replicasIn(production, 'projects/7/locations/us/endpoints/1')).toEqual(other.replicas);
  expect(replicasIn({ ...production, replicas: [] }, tuned)).toEqual([]);
});
