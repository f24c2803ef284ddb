import { describe, expect, test } from '@jest/globals';
import { composeAll } from '../../../../functions/shared/stage/compose';
import { createMemoryObjects } from '../../fakes';

const folder = 'gs://a/datasets/p/v/shards/r';

describe('joining the shards of an export', () => {
  const shards = (count: number) => {
    const objects = createMemoryObjects();
    const name = (n: number) => String(n).padStart(12, '0');
    for (let n = 0; n < count; n++) objects.put(`${folder}/train-${name(n)}.jsonl`, `${n}\n`);
    objects.put(`${folder}/evaluation-${name(0)}.jsonl`, 'held out\n');
    return objects;
  };
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `${n}\n`).join('');

  test.each([1, 32, 33, 1025])('keeps the order of %i', async (count) => {
    const objects = shards(count);
    await composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl');
    expect(objects.text('gs://a/train.jsonl')).toBe(lines(count));
  });

  test('asks for a few at a time, however many there are', async () => {
    const objects = shards(1025);
    const compose = objects.compose.bind(objects);
    let [under, most] = [0, 0];
    objects.compose = (...args) => {
      most = Math.max(most, (under += 1));
      return compose(...args).finally(() => (under -= 1));
    };
    await composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl');
    expect(most).toBe(16);
  });

  test('joins each once, though an earlier attempt ended half way', async () => {
    const objects = shards(70);
    objects.failNext('compose', 'train.jsonl', new Error('killed'));
    await expect(composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl')).rejects.toThrow('killed');
    await composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl');
    expect(objects.text('gs://a/train.jsonl')).toBe(lines(70));
  });

  test('leaves a file alone that is there already', async () => {
    const objects = shards(2);
    objects.put('gs://a/train.jsonl', 'the first\n');
    await composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl');
    expect(objects.text('gs://a/train.jsonl')).toBe('the first\n');
  });

  test('has nothing to do once they are joined and cleared away', async () => {
    const objects = createMemoryObjects();
    objects.put('gs://a/train.jsonl', 'all\n');
    await composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl');
    expect(objects.text('gs://a/train.jsonl')).toBe('all\n');
  });

  test('complains when there is neither a shard nor the file', async () => {
    const objects = createMemoryObjects();
    await expect(composeAll(objects, `${folder}/train-`, 'gs://a/train.jsonl')).rejects.toMatchObject({
      name: 'RetryableError',
      message: expect.stringContaining('nothing at gs://a/datasets/p/v/shards/r/train-'),
    });
  });
});
