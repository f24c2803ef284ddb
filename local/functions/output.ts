/** Turns what a function prints into log entries. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Log, LogEntry, Severity } from '../log';

/** Logs each line: a JSON object as it is, anything else as a message; indented lines, as of a stack, belong to the one before. */
export function logLines(stream: Readable, stage: string, severity: Severity, log: Log): void {
  let text: string[] = [];
  const flush = (): void => {
    if (text.length > 0) log.write({ severity, message: text.join('\n'), stage });
    text = [];
  };
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  lines.on('line', (line) => {
    const isIndented = /^\s/.test(line);
    if (!isIndented || text.length === 0) flush();
    const entry = entryOf(line, stage, severity);
    if (entry) log.write(entry);
    else if (line.trim() !== '') text.push(line);
    // Lines that were printed together arrive together.
    setImmediate(flush);
  });
  lines.on('close', flush);
}

/** Cloud Logging takes a line of JSON for a structured entry; undefined for any other line. */
function entryOf(line: string, stage: string, severity: Severity): Parameters<Log['write']>[0] | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const fields = JSON.parse(line) as Partial<LogEntry>;
    return { severity, ...fields, message: String(fields.message ?? line), stage };
  } catch {
    return undefined;
  }
}
