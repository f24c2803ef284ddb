/** Structured logs: one JSON object a line on standard output, as Cloud Logging reads them. */
import { systemClock, type Clock } from './clock';

type Fields = Record<string, unknown>;
type Severity = 'INFO' | 'WARNING' | 'ERROR';

export interface Progress {
  done: number;
  total: number;
  /** What is counted: rows, bytes, examples. */
  unit: string;
  candidate?: string;
}

export interface Log {
  info(message: string, fields?: Fields): void;
  warning(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** The line that would be written, for someone else to write. */
  entry(severity: Severity, message: string, fields?: Fields): string;
  /** At most two lines a second, and always one when all is done; seconds left are estimated from the pace so far. */
  progress(message: string, progress: Progress): void;
  /** The same log with fields on every line. */
  with(fields: Fields): Log;
}

/**
 * Writes a line to standard output. Resolves once the operating system has all of it: whoever reads there gets it, however
 * this process ends. @throws Error when nobody reads there any more
 */
export function print(line: string): Promise<void> {
  gatherLines();
  return new Promise((resolve, reject) => {
    process.stdout.write(line, (error) => (error ? reject(error) : resolve()));
  });
}

/** Lines in this turn of the event loop. */
let lines = 0;

/** What comes behind the first line of a turn is written together, at its end: a system call is dearer than all else of a line. */
function gatherLines(): void {
  lines += 1;
  if (lines === 2) process.stdout.cork();
  if (lines > 1) return;
  setImmediate(() => {
    if (lines > 1) process.stdout.uncork();
    lines = 0;
  });
}

const progressInterval = 500;

export function createLog(
  fields: Fields,
  clock: Clock = systemClock,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  let first: { at: number; done: number } | undefined;
  let lastProgress = -Infinity;

  const entry = (severity: Severity, message: string, more: Fields = {}) =>
    JSON.stringify({ severity, message, time: clock.now().toISOString(), ...fields, ...more });
  const line = (...args: Parameters<typeof entry>) => write(`${entry(...args)}\n`);

  return {
    info: (message, more) => line('INFO', message, more),
    warning: (message, more) => line('WARNING', message, more),
    error: (message, more) => line('ERROR', message, more),
    entry,
    progress: (message, progress) => {
      const now = clock.now().getTime();
      first ??= { at: now, done: progress.done };
      if (progress.done < progress.total && now - lastProgress < progressInterval) return;
      lastProgress = now;
      const pace = (progress.done - first.done) / (now - first.at);
      const secondsLeft = Math.round((progress.total - progress.done) / pace / 1000);
      line('INFO', message, { progress: { ...progress, ...(Number.isFinite(secondsLeft) && { secondsLeft }) } });
    },
    // Each exchange has one: under Node 20 a literal of both would be a hidden class of its own each time.
    with: (more) => createLog(Object.assign({}, fields, more), clock, write),
  };
}
