/** Which code a run was made by: the released version and a digest of what was really built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `0.1.0+1a2b3c4d5e6f`: package version, then the first 12 hex digits of SHA-256 over every built function.
 * @param folder of the built functions
 * @throws Error when nothing has been built
 */
export function codeVersion(root: string, folder: string): string {
  const built = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.js')))
    : [];
  if (built.length === 0) throw new Error(`no built function in ${folder}: run npm run build first`);
  const digest = createHash('sha256');
  for (const name of built.toSorted()) {
    const entries = ['index.js', 'worker.js']
      .map((entry) => join(folder, name, entry))
      .filter((path) => existsSync(path));
    for (const entry of entries) digest.update(name).update(readFileSync(entry));
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `${version}+${digest.digest('hex').slice(0, 12)}`;
}
