import { expect, test } from '@jest/globals';
import { cancellationLines } from '../../../cli/commands/cancel';
import { plain } from '../reports';

test('what a cancellation tells keeps within the terminal', () => {
  const { columns } = process.stdout;
  process.stdout.columns = 80;
  try {
    const job = { kind: 'tuning' as const, of: 'lora-8', name: 'projects/p/tuningJobs/1', hasBegun: false };
    const stopped = { stages: ['transform' as const], jobs: [job] };
    const key = { pipeline: 'customer-email-summaries-of-the-week', run: '20261123-3f9a2c1b' };
    const lines = cancellationLines(key, 'is cancelled, in transform', stopped).flatMap((text) =>
      plain(text).split('\n'),
    );
    expect(lines.filter((line) => line.length >= 80)).toEqual([]);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain('is cancelled, in transform; production stays as it was');
  } finally {
    process.stdout.columns = columns;
  }
});
