/** Lets only one local cloud use a state directory at a time. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class AlreadyRunning extends Error {
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`A local cloud already uses ${directory} (process ${pid}). Use it, or stop it: npx landfall stop`);
    this.name = 'AlreadyRunning';
  }
}

/**
 * Takes the directory for this process. A lock that a killed process left behind is taken over.
 * @returns gives it back
 * @throws AlreadyRunning
 */
export function takeLock(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'lock');
  // Linked into place whole: a lock that was still empty would look left behind.
  const mine = `${file}.${process.pid}`;
  for (;;) {
    writeFileSync(mine, String(process.pid));
    try {
      linkSync(mine, file);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(readFileSync(file, 'utf8'));
      if (isLocalCloud(pid)) throw new AlreadyRunning(directory, pid);
      rmSync(file, { force: true });
    } finally {
      rmSync(mine, { force: true });
    }
  }
}

/** The process that has the directory now, if it is a local cloud that lives. */
export function lockHolder(directory: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(directory, 'lock'), 'utf8'));
    return isLocalCloud(pid) ? pid : undefined;
  } catch {
    return undefined; // there is no lock
  }
}

/** A number alone proves nothing: after a kill, or a restart of the machine, another process may bear it. */
export function isLocalCloud(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const command = commandOf(pid);
  return command === undefined || /local[/\\]index\.js/.test(command);
}

/** The command line of a process; undefined where the system does not tell. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // Not Linux.
  }
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
