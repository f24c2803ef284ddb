import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

interface Rule {
  action: { type: string };
  condition: { age?: number; matchesPrefixes?: string[]; daysSinceNoncurrentTime?: number };
}

interface Bucket {
  name: string;
  forceDestroy: boolean;
  softDeletePolicy?: { retentionDurationSeconds: number };
  versioning?: { enabled: boolean };
  lifecycleRules: Rule[];
}

const bucketsOf = (graph: ResourceGraph) =>
  graph.flatMap(({ type, inputs }) => (type === 'gcp:storage/bucket:Bucket' ? [inputs as unknown as Bucket] : []));

describe('what is kept', () => {
  let graph: ResourceGraph;
  const bucket = (name: string) => bucketsOf(graph).find((one) => one.name === `landfall-test-${name}`)!;
  const deletions = (name: string) =>
    bucket(name).lifecycleRules.flatMap(({ action, condition }) => (action.type === 'Delete' ? [condition] : []));

  beforeAll(async () => {
    graph = await recordInfra({ 'landfall:quarantineDays': '30' });
  });

  test('nothing is deleted from the artifacts but what is temporary or was deleted before, each after its days', () => {
    expect(deletions('artifacts')).toEqual([
      { age: 1, matchesPrefixes: ['shards/'] },
      { age: 7, matchesPrefixes: ['uploads/'] },
      { age: 14, matchesPrefixes: ['staged/'] },
      { age: 30, matchesPrefixes: ['quarantine/'] },
      { daysSinceNoncurrentTime: 30 },
    ]);
  });

  test('what serve remembers is kept for a day, and gone when it is deleted', () => {
    expect(deletions('serving')).toEqual([
      { age: 1, matchesPrefixes: ['answers/'] },
      { age: 365, matchesPrefixes: ['conversations/'] },
    ]);
    expect(bucket('serving').versioning).toBeUndefined();
  });

  test('a record or a production pointer that was deleted can be taken back for a month', () => {
    expect(bucket('artifacts').versioning).toEqual({ enabled: true });
  });

  test('a landed file is deleted by nobody, and can be read for a month after it was overwritten', () => {
    expect(bucket('landing').versioning).toEqual({ enabled: true });
    expect(deletions('landing')).toEqual([{ daysSinceNoncurrentTime: 30 }]);
  });

  test('no bucket collects unfinished uploads', () => {
    for (const { lifecycleRules } of bucketsOf(graph))
      expect(lifecycleRules).toContainEqual({
        action: { type: 'AbortIncompleteMultipartUpload' },
        condition: { age: 7 },
      });
  });

  test('no bucket keeps for a week what was deleted, exports least of all', () => {
    for (const { softDeletePolicy } of bucketsOf(graph))
      expect(softDeletePolicy).toEqual({ retentionDurationSeconds: 0 });
  });

  test('pulumi destroy takes no data away', () => {
    const inputs = graph.map((one) => one.inputs);
    expect(bucketsOf(graph).map(({ forceDestroy }) => forceDestroy)).toEqual([false, false, false, false]);
    expect(inputs.flatMap(({ deleteContentsOnDestroy: each }) => each ?? [])).toEqual([false, false, false]);
    const tables = inputs.filter(({ view }) => !view);
    expect(tables.flatMap(({ deletionProtection: each }) => each ?? [])).toEqual([true, true, true, true, true]);
  });
});
