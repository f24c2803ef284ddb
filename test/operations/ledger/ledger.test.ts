import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import { runPath } from '../../../core/ledger-layout';

test('runs are listed in the order in which they began, whatever their names', async () => {
  const begun = { '20261123-ff': '09:00', '20261123-00': '11:00', '20261122-aa': '08:00', '20261123-88': '10:00' };
  const files = Object.entries(begun).map(([run, time]) => ({
    name: runPath({ pipeline: 'tickets', run }),
    metadata: { timeCreated: `${run.slice(0, 8)}T${time}:00.000Z` },
  }));
  const bucket = { getFilesStream: () => Readable.from(files) };
  const cloud = { status: { buckets: {} }, storage: { bucket: () => bucket } } as unknown as Cloud;
  const runs = (await createLedger(cloud).listRuns()).map(({ run }) => run);
  expect(runs).toEqual(['20261122-aa', '20261123-ff', '20261123-88', '20261123-00']);
});
