/** Rows that were put aside and name somebody: they could not be read as rows, so that their text alone tells. */
import type { Bucket } from '@google-cloud/storage';
import { quarantinePrefix } from '../../core/ledger-layout';
import { readVersion } from '../../operations/ledger/stored';
import { removeNoncurrent } from './generations';
import { rewriteLines } from './rewrite';

export interface QuarantinedRows {
  name: string;
  rows: number;
}

/** @param names what they are called in rows */
export async function findQuarantined(
  bucket: Bucket,
  pipeline: string,
  names: Set<string>,
): Promise<QuarantinedRows[]> {
  const [files] = await bucket.getFiles({ prefix: quarantinePrefix(pipeline) });
  const found: QuarantinedRows[] = [];
  const isTheirs = naming(names);
  for (const { name } of files) {
    const file = await readVersion(bucket, name);
    const rows = file?.text.split('\n').filter((line) => line !== '' && isTheirs(line)).length ?? 0;
    if (rows > 0) found.push({ name, rows });
  }
  return found;
}

export async function removeQuarantined(bucket: Bucket, { name }: QuarantinedRows, names: Set<string>): Promise<void> {
  const isTheirs = naming(names);
  const found = await readVersion(bucket, name);
  if (found) await rewriteLines(bucket, name, found.generation, (line) => (isTheirs(line) ? undefined : line));
  await removeNoncurrent(bucket, name);
}

/** As a word of its own in what was read: c001 is not named by c0012. */
function naming(names: Set<string>): (line: string) => boolean {
  const escaped = [...names].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'u');
  return (line) => pattern.test(String((JSON.parse(line) as { raw?: unknown }).raw));
}
