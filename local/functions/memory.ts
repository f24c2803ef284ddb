/** How much memory an instance takes, as Cloud Run counts it: its processes, and the files that it has written. */
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const mebibyte = 2 ** 20;

/**
 * In MiB. The executable counts, and so do files, which Cloud Run keeps in memory:
 * https://cloud.google.com/run/docs/configuring/services/memory-limits. 0 for a process that is gone, and on Windows.
 * @param temporary the folder that the process writes to
 */
export async function usedMebibytes(pid: number, temporary: string): Promise<number> {
  const [processes, files] = await Promise.all([processBytes(pid), fileBytes(temporary)]);
  return (processes + files) / mebibyte;
}

/** Linux knows the most that a process has ever held, so that nothing escapes between two looks; others what it holds now. */
const processBytes: (pid: number) => Promise<number> =
  process.platform === 'linux'
    ? peakOfTree
    : process.platform === 'win32'
      ? () => Promise.resolve(0)
      : async (pid) => residentOfTree(await processTable(), pid);

async function peakOfTree(pid: number): Promise<number> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const [status, children] = await Promise.all([read('status'), read(`task/${pid}/children`)]);
  const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  const others = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(peakOfTree));
  return others.reduce((sum, one) => sum + one, own);
}

async function processTable(): Promise<string> {
  return (await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss='])).stdout;
}

/** @param table lines of pid, parent's pid and resident KiB, as ps prints them. @returns bytes of a process and all below it */
export function residentOfTree(table: string, root: number): number {
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number =>
    rows.filter(([, parent]) => parent === pid).reduce((sum, [child]) => sum + of(child!), 0);
  const of = (pid: number): number => (rows.find(([id]) => id === pid)?.[2] ?? 0) * 1024 + below(pid);
  return of(root);
}

/** Of all files below a folder; one that is removed meanwhile takes nothing. */
async function fileBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return found?.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
