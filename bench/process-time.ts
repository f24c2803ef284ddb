/** Processor time of a process and of all that descend from it, as Linux counts it: what else a machine does is not in it. */
import { processorMilliseconds } from '../local/functions/processor-time';
import { descendants } from './process-memory';

/** Seconds, of all threads together; of processes that live now. */
export function processorSeconds(rootPid: number): number {
  return descendants(rootPid).reduce((sum, pid) => sum + (processorMilliseconds(pid) ?? 0), 0) / 1000;
}
