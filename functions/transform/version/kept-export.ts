/** Whether what an export has written is still there. */
import type { Objects } from '../../shared/stage/objects';

/** True while the shards are there to be joined, or the file is that they were joined into. */
export async function isExportKept(objects: Objects, shards: string, target: string): Promise<boolean> {
  if ((await objects.list(shards)).length > 0) return true;
  return (await objects.list(target)).some(({ uri }) => uri === target);
}
