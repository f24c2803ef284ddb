/** Whether what an export has written is still there, all of it. */
import { shardsAmong } from '../../shared/stage/compose';
import type { Objects } from '../../shared/stage/objects';

interface Export {
  /** gs:// address of the folder of the shards, its slash included. */
  shards: string;
  /** The file that they are joined into. */
  target: string;
}

/**
 * True when the file is there, or every shard that it is to be joined from: old ones are deleted one by one, and a file joined
 * from some of them would lack rows.
 * @param files that the job has written, as it says itself
 */
export async function isExportKept(objects: Objects, { shards, target }: Export, files: number): Promise<boolean> {
  if ((await objects.list(target)).some(({ uri }) => uri === target)) return true;
  return files > 0 && shardsAmong(await objects.list(shards), shards).length === files;
}
