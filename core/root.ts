/** Where the checkout lies on disk, from sources and from dist/ alike. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds Landfall's package-lock.json (dist/ has none, so the walk does not stop there).
 * @throws Error when this file has been moved out of a checkout.
 */
export function repositoryRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package-lock.json above ${from}: is this a Landfall checkout?`);
  }
}
