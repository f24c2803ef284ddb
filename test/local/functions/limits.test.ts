import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../../local/functions/limits';

describe('Cloud Run', () => {
  test.each([
    ['a share of a CPU for one request at a time', 512, undefined, 1],
    ['the whole CPU that goes with 2 GiB, for many', 2048, undefined, 80],
    ['many requests at a time with a whole CPU', 512, '1', 20],
    ['a whole CPU in thousandths', 512, '1000m', 20],
    ['more than 512 MiB with half a CPU', 1024, '0.5', 1],
    ['8 CPUs with 32 GiB', 32_768, '8', 80],
  ])('takes %s', (_what, memoryMebibytes, processor, concurrency) => {
    expect(refusalOf({ memoryMebibytes, processor, concurrency })).toBeUndefined();
  });

  test.each([
    ['many requests with the share that goes with 1 GiB', 1024, undefined, 20, 'takes 20 requests at a time'],
    ['many requests with less than a CPU', 512, '0.9', 2, 'takes 2 requests at a time with less than 1 CPU'],
    ['more than 512 MiB with a third of a CPU', 1024, '333m', 1, 'more than 512 MiB need 0.5'],
    ['more than 1 GiB with half a CPU', 2048, '0.5', 1, 'more than 1024 MiB need 1'],
    ['more than 4 GiB with one CPU', 8192, '1', 1, 'with 1 CPU, which go with 128 to 4096 MiB'],
    ['less than 2 GiB with four', 512, '4', 1, 'with 4 CPU, which go with 2048 to 16384 MiB'],
    ['three CPUs', 2048, '3', 1, 'asks for 3 CPU; there are'],
    ['what is no number of CPUs', 2048, 'many', 1, 'asks for many CPU; there are'],
    ['a trace of a CPU', 512, '0.01', 1, '0.08 is the least'],
    ['more memory than there is', 65_536, undefined, 1, '32768 MiB is the most'],
  ])('refuses %s', (_what, memoryMebibytes, processor, concurrency, reason) => {
    expect(refusalOf({ memoryMebibytes, processor, concurrency })).toContain(reason);
  });
});
