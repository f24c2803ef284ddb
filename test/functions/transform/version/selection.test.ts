import { describe, expect, test } from '@jest/globals';
import { findRefusal } from '../../../../functions/transform/version/selection';

describe('examples', () => {
  const good = {
    count_examples: 1000,
    count_missing_keys: 0,
    count_repeated_keys: 0,
    count_missing_targets: 0,
    count_empty_prompts: 0,
    count_missing_origins: 0,
    count_bad_histories: 0,
    count_bad_splits: 0,
  };

  test('are good where nothing else is counted', () => {
    expect(findRefusal(good)).toBeUndefined();
  });

  test.each<[Partial<typeof good>, string]>([
    [{ count_examples: 0 }, 'training.sql selects no examples'],
    [{ count_missing_keys: 3 }, '3 of 1000 examples have no key'],
    [{ count_repeated_keys: 2 }, '2 of 1000 examples repeat a key'],
    [{ count_missing_targets: 1 }, '1 of 1000 examples have no target'],
    [{ count_empty_prompts: 1 }, '1 of 1000 examples have a prompt without text'],
    [{ count_missing_origins: 5 }, '5 of 1000 examples have no _origin'],
    [
      { count_bad_histories: 7 },
      '7 of 1000 examples have a history that is not turns of user and model in alternation',
    ],
  ])('with %j are refused', (bad, message) => {
    expect(findRefusal({ ...good, ...bad })!.message).toContain(message);
  });

  test('are refused with the first of them, and where it comes from', () => {
    const first = JSON.stringify({ key: 'e7', origin: 'gs://l/p/b/rows.csv#1:7', split: '' });
    expect(findRefusal({ ...good, count_missing_targets: 2, first_missing_target: first })).toEqual({
      message: '2 of 1000 examples have no target, such as key "e7"',
      fix: 'leave them out with WHERE',
      origin: 'gs://l/p/b/rows.csv#1:7',
    });
  });
});
