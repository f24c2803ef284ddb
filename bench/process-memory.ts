/** The peak memory of a process and of all its descendants, by what they are, as Linux counts it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface MemorySampler {
  /** Peak resident bytes of the largest process of each kind. */
  stop(): Map<string, number>;
}

/** Looks every 200 ms; the kernel keeps each process's own peak, so only a process that lives shorter is missed. */
export function sampleMemory(rootPid: number): MemorySampler {
  const peaks = new Map<string, number>();
  const look = (): void => {
    for (const pid of descendants(rootPid)) {
      const peak = peakBytes(pid);
      const kind = processKind(readProc(pid, 'cmdline').split('\0'));
      // One that is on its way out has no command line any more.
      if (kind && peak > (peaks.get(kind) ?? 0)) peaks.set(kind, peak);
    }
  };
  look();
  const timer = setInterval(look, 200);
  return {
    stop() {
      clearInterval(timer);
      return peaks;
    },
  };
}

/** "local cloud", "function validate", "tune-process" …, from a command line. */
export function processKind(commandLine: string[]): string {
  for (const argument of commandLine) {
    const stage = /dist[/\\]functions[/\\]([^/\\]+)/.exec(argument)?.[1];
    if (stage) return `function ${stage}`;
  }
  const script = commandLine.slice(1).find((argument) => /\.(c|m)?js$/.test(argument));
  if (!script) return basename(commandLine[0] ?? '');
  const name = basename(script).replace(/\.\w+$/, '');
  if (name !== 'index') return name;
  return basename(dirname(script)) === 'local' ? 'local cloud' : basename(dirname(script));
}

/** The process and all that descend from it. */
export function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(/^PPid:\s+(\d+)/m.exec(readProc(Number(name), 'status'))?.[1])] as const);
  const found = [root];
  for (const ancestor of found) for (const [pid, parent] of parents) if (parent === ancestor) found.push(pid);
  return found;
}

function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0) * 1024;
}

/** Empty for a process that has ended meanwhile. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
