import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPart } from '../../../operations/ledger/object-part';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

let stored: StoredCloud;
let generation: string;
const address = { bucket: 'artifacts', name: 'corpora/manual/objects/a.md' };
// Two bytes each, so that what is shown begins within one.
const text = `${'é'.repeat(5_000)}the place${'ü'.repeat(5_000)}`;

beforeAll(async () => {
  stored = await startStoredCloud();
  const file = stored.cloud.storage.bucket(address.bucket).file(address.name);
  await file.save(text, { resumable: false });
  generation = String(file.metadata.generation);
});
afterAll(() => stored.stop());

test('bytes of an object are shown with what stands around them, by whole characters', async () => {
  const found = await readPart(stored.cloud, address, generation, { start: 10_000, end: 10_009 });
  expect(found).toMatchObject({ size: 20_009, from: 5_904, until: 14_105, text: 'the place' });
  expect(found!.before).toBe('é'.repeat(2_048));
  expect(found!.after).toBe('ü'.repeat(2_048));
});

test('a character that begins before what is shown, or goes on behind it, is left out', async () => {
  const found = await readPart(stored.cloud, address, generation, { start: 10_001, end: 10_008 });
  expect(found).toMatchObject({ text: 'he plac', before: `${'é'.repeat(2_047)}t`, after: `e${'ü'.repeat(2_047)}` });
});

test('a place behind the end shows the end', async () => {
  const found = await readPart(stored.cloud, address, generation, { start: 90_000, end: 90_001 });
  expect(found).toMatchObject({ text: '', after: '', until: 20_009 });
});

test('of another generation there is nothing', async () => {
  expect(await readPart(stored.cloud, address, '1', { start: 0, end: 1 })).toBeUndefined();
});
