import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findPerson } from '../../../cli/forget/person';
import { createPseudonyms } from '../../../functions/serve/users/pseudonyms';
import { createObjects } from '../../../functions/shared/stage/objects';
import { startForgetCloud } from './forget-cloud';

let stored: Awaited<ReturnType<typeof startForgetCloud>>;
beforeAll(async () => void (stored = await startForgetCloud()));
afterAll(() => stored.stop());

describe('a pseudonym', () => {
  const keys = async () => (await stored.cloud.storage.bucket('serving').getFiles())[0].length;

  test('is made with no key that is kept while somebody only looks', async () => {
    expect((await findPerson(stored.cloud, 'ana', { keep: false })).pseudonym).toMatch(/^[0-9a-f]{64}$/);
    expect(await keys()).toBe(0);
  });

  test('is the same of serve and of the command, in every instance, whoever was first', async () => {
    const { storage } = stored.cloud;
    const instances = [1, 2, 3].map(() => createPseudonyms(createObjects(storage), 'serving'));
    const command = findPerson(stored.cloud, 'ana', { keep: true }).then(({ pseudonym }) => pseudonym);
    const all = await Promise.all([...instances.map((pseudonymOf) => pseudonymOf('ana')), command]);
    expect(new Set(all).size).toBe(1);
    expect(await keys()).toBe(1);
    expect(await instances[0]!('bo')).not.toBe(all[0]);
  });
});
