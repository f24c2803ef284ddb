/** Turns what a function prints into log entries. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Log, LogEntry, Severity } from '../log';

/** Logs each line: a JSON object as it is, anything else as a message. */
export function logLines(stream: Readable, stage: string, severity: Severity, log: Log): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    if (line.trim()) log.write(entryOf(line, stage, severity));
  });
}

/** Cloud Logging reads a line of JSON with a message as a structured entry and everything else as text; so do we. */
export function entryOf(
  line: string,
  stage: string,
  severity: Severity,
): Partial<LogEntry> & Pick<LogEntry, 'message' | 'stage'> {
  if (line.startsWith('{')) {
    try {
      const fields = JSON.parse(line) as Partial<LogEntry>;
      return { severity, ...fields, message: String(fields.message ?? line), stage };
    } catch {
      // Not JSON after all.
    }
  }
  return { severity, message: line, stage };
}
