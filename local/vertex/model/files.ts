/** Files that are there as a whole or not at all. */
import { renameSync, writeFileSync } from 'node:fs';

/**
 * Replaces a file as a whole: a kill leaves the old one or the new one. A process that outlives its parent by a moment
 * may still write while its successor does, so each has a draft of its own.
 */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}
