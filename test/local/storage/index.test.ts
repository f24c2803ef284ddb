import { expect, test } from '@jest/globals';
import { removeStorage, startStorage } from './local-storage';
import { call } from './requests';

test('what Cloud Storage does not serve is refused by name under its own paths, and left to other services elsewhere', async () => {
  const local = await startStorage();
  const get = async (path: string) => {
    const { status, json } = await call(`${local.url}${path}`);
    return [status, (json?.['error'] as { message: string } | undefined)?.message];
  };
  for (const path of ['/storage/v1/nothing', '/upload/storage/v1/nothing', '/download/storage/v1/nothing']) {
    expect(await get(path)).toEqual([404, `The local Cloud Storage does not serve GET ${path}`]);
  }
  for (const path of ['/upload/bigquery/v2/projects/p/jobs', '/bigquery/v2/projects/p/jobs', '/projects/p/queries']) {
    expect(await get(path)).toEqual([404, undefined]);
  }
  await local.stop();
  removeStorage(local);
});
