/** The one log of the local cloud: JSON lines on disk that can be read back and followed. */
import { EventEmitter, on } from 'node:events';
import { appendFileSync, createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isoTime, systemClock, type Clock } from './clock';

export type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** One line, in the form in which Cloud Logging reads a function's standard output. */
export interface LogEntry {
  severity: Severity;
  message: string;
  /** ISO 8601, UTC. */
  time: string;
  /** The function that wrote it, or `local` for the local cloud itself. */
  stage: string;
  pipeline?: string;
  run?: string;
  progress?: { done: number; total: number; unit: string; secondsLeft?: number; loss?: number; candidate?: string };
  [field: string]: unknown;
}

export interface LogFilter {
  stage?: string;
  run?: string;
  /** Only entries at or after this instant, ISO 8601. */
  since?: string;
}

export interface Log {
  /** On disk when it returns. `time` and `severity` are filled in when they are missing. */
  write(entry: Omit<LogEntry, 'time' | 'severity'> & Partial<Pick<LogEntry, 'time' | 'severity'>>): void;
  /** What has been written, oldest first. */
  read(filter?: LogFilter): AsyncIterable<LogEntry>;
  /** The same, and then what is being written, until the signal aborts. */
  follow(filter: LogFilter, signal: AbortSignal): AsyncIterable<LogEntry>;
}

export interface LogOptions {
  /** A file that has grown beyond this is closed and the next one begun. */
  maximumFileBytes?: number;
  /** Older files are deleted. */
  maximumFiles?: number;
  clock?: Pick<Clock, 'now'>;
}

export function createLog(directory: string, options: LogOptions = {}): Log {
  const { maximumFileBytes = 16 * 1024 * 1024, maximumFiles = 8, clock = systemClock } = options;
  mkdirSync(directory, { recursive: true });
  const files = (): string[] =>
    readdirSync(directory)
      .filter((name) => /^\d{6}\.jsonl$/.test(name))
      .toSorted();
  const path = (name: string): string => join(directory, name);
  const numbered = (number: number): string => `${String(number).padStart(6, '0')}.jsonl`;

  const live = new EventEmitter().setMaxListeners(0);
  let number = Number.parseInt(files().at(-1) ?? '1', 10);
  let bytes = statSync(path(numbered(number)), { throwIfNoEntry: false })?.size ?? 0;

  const read = async function* (filter: LogFilter = {}): AsyncGenerator<LogEntry> {
    for (const name of files()) {
      for await (const line of createInterface({ input: createReadStream(path(name)), crlfDelay: Infinity })) {
        const entry = parse(line);
        if (entry && matches(entry, filter)) yield entry;
      }
    }
  };

  return {
    write(given) {
      const entry = { severity: 'INFO', time: isoTime(clock), ...given } as LogEntry;
      const line = `${JSON.stringify(entry)}\n`;
      if (bytes > maximumFileBytes) {
        number += 1;
        bytes = 0;
        for (const old of files().slice(0, -(maximumFiles - 1))) rmSync(path(old));
      }
      appendFileSync(path(numbered(number)), line);
      bytes += Buffer.byteLength(line);
      live.emit('entry', entry);
    },
    read,
    async *follow(filter, signal) {
      // Listening begins before reading, so that nothing written in between is missed; the overlap is left out.
      const coming = on(live, 'entry', { signal });
      const seen = new Set<string>();
      const started = isoTime(clock);
      try {
        for await (const entry of read(filter)) {
          if (entry.time >= started) seen.add(JSON.stringify(entry));
          yield entry;
        }
        for await (const [entry] of coming as AsyncIterable<[LogEntry]>) {
          if (matches(entry, filter) && !seen.delete(JSON.stringify(entry))) yield entry;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

function matches(entry: LogEntry, { stage, run, since }: LogFilter): boolean {
  return (!stage || entry.stage === stage) && (!run || entry.run === run) && (!since || entry.time >= since);
}

/** A kill can leave half a line behind; it is passed over. */
function parse(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}
