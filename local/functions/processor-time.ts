/** The processor time that a process has used, as Linux counts it. */
import { readFileSync } from 'node:fs';

/**
 * Milliseconds, user and system, of all its threads, ended ones too: fields 14 and 15 of proc_pid_stat(5), in hundredths of
 * a second. Undefined for a process that is gone, and on systems without /proc.
 */
export function processorMilliseconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name of the program may hold blanks and parentheses.
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
