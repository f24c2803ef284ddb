/** Which code a run was made by: the released version and a digest of what was really built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `0.1.0+1a2b3c4d5e6f`: package version, then the first 12 hex digits of SHA-256 over every built function.
 * @param folder of the built functions
 * @param functions by name, each a folder with its index.js
 * @throws Error that names the functions which have not been built
 */
export function codeVersion(root: string, folder: string, functions: string[]): string {
  const unbuilt = functions.filter((name) => !existsSync(join(folder, name, 'index.js')));
  if (unbuilt.length > 0) throw new Error(`not built in ${folder}: ${unbuilt.join(', ')}. Run npm run build first`);
  const digest = createHash('sha256');
  for (const name of functions.toSorted()) {
    const code = readdirSync(join(folder, name)).filter((file) => file.endsWith('.js'));
    for (const file of code.toSorted()) digest.update(name).update(readFileSync(join(folder, name, file)));
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `${version}+${digest.digest('hex').slice(0, 12)}`;
}
