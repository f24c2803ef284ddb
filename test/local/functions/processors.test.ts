import { describe, expect, test } from '@jest/globals';
import { boosted, processorsOf } from '../../../local/functions/processors';

describe('what a function has of a processor', () => {
  test.each([
    [128, undefined, 0.083],
    [256, undefined, 0.167],
    [512, undefined, 0.333],
    [600, undefined, 0.583],
    [1024, undefined, 0.583],
    [2048, undefined, 1],
    [4096, undefined, 2],
    [8192, undefined, 2],
    [32_768, undefined, 8],
    [512, '1', 1],
    [512, '0.5', 0.5],
    [512, '500m', 0.5],
  ])('with %d MiB and %s CPU it is %d', (memory, processor, processors) => {
    expect(processorsOf(memory, processor)).toBe(processors);
  });

  test.each([
    [0.083, 2],
    [0.333, 2],
    [1, 2],
    [2, 4],
    [4, 8],
    [8, 8],
  ])('an instance that has %d starts with %d', (processors, boost) => {
    expect(boosted(processors)).toBe(boost);
  });
});
