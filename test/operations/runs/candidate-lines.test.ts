import { expect, test } from '@jest/globals';
import type { Progress } from '../../../operations/ledger/progress';
import { formatProgress } from '../../../operations/runs/candidate-lines';

test.each<[Progress, string]>([
  [{ done: 300, total: 1500, unit: 'rows' }, '300 of 1,500 rows'],
  [{ done: 30, total: 120, unit: 'examples', secondsLeft: 12 }, '30 of 120 examples · about 12 s left'],
  [{ done: 1024, total: 4096, unit: 'bytes' }, '1.0 KB of 4.0 KB'],
])('progress %j reads %s', (progress, text) => expect(formatProgress(progress)).toBe(text));
