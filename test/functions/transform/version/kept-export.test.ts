import { describe, expect, test } from '@jest/globals';
import { isExportKept } from '../../../../functions/transform/version/kept-export';
import { createMemoryObjects } from '../../fakes';

const shards = 'gs://a/shards/p/r/job/';
const target = 'gs://a/datasets/p/v/train.jsonl';
const shard = (n: number) => `${shards}00000000000${n}.jsonl`;

describe('what an export of before has written', () => {
  test.each([
    ['all its shards', [shard(0), shard(1), shard(2)], 3, true],
    ['some of its shards: a file joined from them would lack rows', [shard(0), shard(2)], 3, false],
    [
      'some of its shards, and what an attempt joined of them',
      [shard(0), shard(2), `${shards}joined-0-000000`],
      3,
      false,
    ],
    ['all its shards, and what an attempt joined of them', [shard(0), `${shards}joined-0-000000`], 1, true],
    ['the file that they were joined into', [target], 3, true],
    ['the file, and shards that are not cleared away yet', [shard(1), target], 3, true],
    ['another file whose name begins so', [`${target}.bak`], 3, false],
    ['nothing', [], 3, false],
    ['shards of which it does not say how many there were', [shard(0)], 0, false],
    ['nothing, and says so', [], 0, false],
  ])('%s: %j of %i is kept: %s', async (_, uris, files, isKept) => {
    const objects = createMemoryObjects();
    for (const uri of uris) objects.put(uri, '{}\n');
    expect(await isExportKept(objects, { shards, target }, files)).toBe(isKept);
  });
});
