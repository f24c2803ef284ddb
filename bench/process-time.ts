/** Processor time of a process and of all that descend from it, as Linux counts it: what else a machine does is not in it. */
import { readFileSync } from 'node:fs';
import { descendants } from './process-memory';

/** Seconds, of all threads together; of processes that live now. */
export function processorSeconds(rootPid: number): number {
  return descendants(rootPid).reduce((sum, pid) => sum + secondsOf(pid), 0);
}

/** Of the user and of the system (proc_pid_stat(5)): the 14th and 15th field, in hundredths of a second. */
function secondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0; // ended meanwhile
  }
}
