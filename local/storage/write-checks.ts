/** What a write may fail for, apart from its preconditions: the object's name, a hold on it, other content than the caller claims. */
import type { ContentHashes } from './checksum';
import { invalid, required, StorageError } from './errors';
import type { BucketRecord, ObjectRecord, RetentionPolicy } from './records';

/** @throws StorageError 400 */
export function checkName(name: string): void {
  if (name === '') throw required('name');
  const isValid = Buffer.byteLength(name) <= 1024 && !/[\r\n]/.test(name) && name !== '.' && name !== '..';
  if (!isValid) throw invalid(`Invalid object name: '${name}'`);
}

/** @throws StorageError 403 */
export function checkHolds({ bucket, name, custom }: ObjectRecord): void {
  if (!custom.temporaryHold && !custom.eventBasedHold) return;
  const hold = custom.temporaryHold ? 'Temporary' : 'Event-Based';
  const consequence = 'and cannot be deleted, overwritten or archived until hold is removed.';
  throw new StorageError(403, 'forbidden', `Object '${bucket}/${name}' is under active ${hold} hold ${consequence}`);
}

/** @throws StorageError 403 while the bucket's retention policy keeps the object */
export function checkRetention({ configuration }: BucketRecord, object: ObjectRecord, now: number): void {
  const { retentionPeriod = 0 } = (configuration['retentionPolicy'] ?? {}) as RetentionPolicy;
  const until = Date.parse(object.timeCreated) + Number(retentionPeriod) * 1000;
  if (until <= now) return;
  const message =
    `Object '${object.bucket}/${object.name}' is subject to bucket's retention policy or object retention and cannot be ` +
    `deleted or overwritten until ${new Date(until).toISOString()}`;
  throw new StorageError(403, 'retentionPolicyNotMet', message);
}

/** @throws StorageError 400 */
export function checkHashes(
  content: ContentHashes,
  { crc32c, md5 }: Partial<Pick<ContentHashes, 'crc32c' | 'md5'>>,
): void {
  const differ = (what: string, provided: string, calculated = 'none') =>
    invalid(`Provided ${what} "${provided}" doesn't match calculated ${what} "${calculated}".`);
  if (crc32c !== undefined && crc32c !== content.crc32c) throw differ('CRC32C', crc32c, content.crc32c);
  if (md5 !== undefined && md5 !== content.md5) throw differ('MD5 hash', md5, content.md5);
}
