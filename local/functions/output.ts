/** Turns what a function prints into log entries. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Log, LogEntry, Severity } from '../log';

/**
 * Bytes of a line that come as one entry: longer ones come in pieces of text. Google documents no number; this is what users
 * report (github.com/GoogleCloudPlatform/buildpacks/issues/510, 2025-05-20).
 */
const longestLine = 100 * 1024;

/**
 * Logs each line: a JSON object as it is, anything else as a message; indented lines, as of a stack, belong to the one before.
 * Resolves once the stream has ended and all of it is in the log.
 */
export function logLines(stream: Readable, stage: string, severity: Severity, log: Log): Promise<void> {
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
    else if (line.length > longestLine) for (const message of piecesOf(line)) log.write({ severity, message, stage });
    else if (line.trim() !== '') text.push(line);
    // Lines that were printed together arrive together.
    setImmediate(flush);
  });
  return new Promise((resolve) => {
    lines.on('close', () => {
      flush();
      resolve();
    });
  });
}

/** Cloud Logging takes a line of JSON for a structured entry; undefined for any other line. */
function entryOf(line: string, stage: string, severity: Severity): Parameters<Log['write']>[0] | undefined {
  if (!line.startsWith('{') || Buffer.byteLength(line) > longestLine) return undefined;
  try {
    const fields = JSON.parse(line) as Partial<LogEntry>;
    return { severity, ...fields, message: String(fields.message ?? line), stage };
  } catch {
    return undefined;
  }
}

const piecesOf = (line: string): string[] =>
  Array.from({ length: Math.ceil(line.length / longestLine) }, (_, n) =>
    line.slice(n * longestLine, (n + 1) * longestLine),
  );
