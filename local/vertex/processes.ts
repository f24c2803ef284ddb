/** Child processes that speak over Node's IPC, and end with the process that started them. */
import { fork, type Serializable } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';

export interface ChildEvents<M> {
  onMessage: (message: M) => void;
  /** Once, after the last message. `reason` reads like "exit code 1" or "signal SIGKILL". */
  onExit: (reason: string) => void;
  /** What the child prints, line by line. */
  onOutput: (line: string) => void;
}

export interface Child {
  pid: number | undefined;
  /** Sending to a child that is gone does nothing: its exit is reported anyway. */
  send(message: Serializable): void;
  /** At once: what a child keeps, it keeps in atomic files. Resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Keeps a process that computes for minutes from slowing down the servers beside it. */
const lowPriority = 10;

/** Forks a module of ours. The child is expected to exit on 'disconnect', so that it never outlives its parent. */
export function startChild<M>(entry: string, events: ChildEvents<M>, options: { background?: boolean } = {}): Child {
  const child = fork(entry, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  if (options.background && child.pid !== undefined) {
    try {
      setPriority(child.pid, lowPriority);
    } catch {
      // It has exited already, or this system does not let us: it works at normal priority.
    }
  }
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', events.onOutput);
  }
  child.on('message', (message) => events.onMessage(message as M));
  const gone = new Promise<void>((resolve) => {
    const report = (reason: string) => {
      resolve();
      events.onExit(reason);
    };
    // 'close' follows the last message and the last line; 'error' comes alone when the process never started.
    child.once('close', (code, signal) => report(signal ? `signal ${signal}` : `exit code ${code}`));
    child.once('error', (error) => {
      if (child.pid === undefined) report(error.message);
    });
  });
  return {
    pid: child.pid,
    send: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
