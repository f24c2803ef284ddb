/** Takes the processor from processes and gives it back, and leaves none frozen behind, however this process ends. */
import { spawn, type ChildProcess } from 'node:child_process';

export interface Freezer {
  freeze(pid: number): void;
  thaw(pid: number): void;
  close(): void;
}

/**
 * A frozen process sees nothing, not even that its parent is gone. The keeper reads which ones are frozen, line by line; when
 * this process ends (kill -9 included) its input ends, and it wakes them so that they see it. A signal that wakes does no
 * harm to a stranger that has got the number of one that is gone.
 */
const keeper = `trap '' HUP INT TERM; while read -r line; do frozen=$line; done; [ -z "$frozen" ] || kill -CONT $frozen`;

/** Windows has no signal that freezes: there a process keeps its processor. */
const canFreeze = process.platform !== 'win32';

export function createFreezer(): Freezer {
  const frozen = new Set<number>();
  let keeping: ChildProcess | undefined;

  const tellKeeper = (): void => {
    keeping ??= startKeeper();
    keeping.stdin!.write(`${[...frozen].join(' ')}\n`);
  };

  return {
    freeze(pid) {
      if (!canFreeze || frozen.has(pid)) return;
      frozen.add(pid);
      // Told first, so that no moment is left in which a frozen process is nobody's.
      tellKeeper();
      signal(pid, 'SIGSTOP');
    },
    thaw(pid) {
      if (!frozen.delete(pid)) return;
      signal(pid, 'SIGCONT');
      tellKeeper();
    },
    close() {
      for (const pid of frozen) signal(pid, 'SIGCONT');
      frozen.clear();
      keeping?.stdin!.end();
      keeping = undefined;
    },
  };
}

function startKeeper(): ChildProcess {
  const child = spawn('sh', ['-c', keeper], { stdio: ['pipe', 'ignore', 'ignore'] });
  // It must keep neither this process nor a test alive.
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  // Without a shell nothing can be promised for a kill -9; an orderly end wakes them all the same.
  child.once('error', () => {});
  child.stdin!.on('error', () => {});
  return child;
}

/** To a process that may be gone already, and whose number may be a stranger's by now. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}
