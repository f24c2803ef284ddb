import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Cloud } from '../../../operations/cloud';
import { removeRows, StillStreamed } from '../../../operations/warehouse/warehouse';
import { allowAll } from '../../../local/iam/access';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { createManualClock } from '../../local/manual-clock';

const clock = createManualClock();
let local: Local;
beforeAll(async () => {
  local = await openLocal(allowAll, clock);
  const schema = ['user_key', 'key'].map((name) => ({ name, type: 'STRING' }));
  const [dataset] = await local.client.createDataset('landfall');
  await dataset.createTable('predictions', { schema });
});
afterAll(() => local.close());

test('rows that were streamed just now are told apart from what cannot be removed, and removed when the time is over', async () => {
  const cloud = { bigquery: async () => local.client } as unknown as Cloud;
  const tables = { predictions: `${project}.landfall.predictions` };
  const forget = (user: string) => removeRows(cloud, 'forget-remove-answers.sql', tables, { user, keys: [] });
  await local.appendRows(tables.predictions, [{ user_key: 'ana' }, { user_key: 'bob' }]);
  await local.client
    .dataset('landfall')
    .table('predictions')
    .insert([{ user_key: 'ana', key: 'by hand' }]);
  await expect(forget('ana')).rejects.toThrow(StillStreamed);
  expect(await forget('bob')).toBe(1);
  await clock.advance(30 * 60_000);
  expect(await forget('ana')).toBe(2);
});
