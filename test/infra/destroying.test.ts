import { beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

let graph: ResourceGraph;

beforeAll(async () => {
  graph = await recordInfra({ 'landfall:keepData': 'false' });
});

test('with keepData off, pulumi destroy takes everything away', () => {
  const values = (key: string) => graph.flatMap(({ inputs }) => inputs[key] ?? []);
  expect(values('forceDestroy')).toEqual([true, true, true, true]);
  expect(values('deleteContentsOnDestroy')).toEqual([true, true, true]);
  expect(new Set(values('deletionProtection'))).toEqual(new Set([false]));
});

test('the docs name the commands that turn it off', () => {
  const docs = readFileSync('docs/deploy.md', 'utf8');
  expect(docs).toContain('pulumi config set landfall:keepData false && pulumi up && pulumi destroy');
});
