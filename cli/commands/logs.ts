/** landfall logs: what the functions and the tuning jobs say. */
import colors from 'picocolors';
import { connect, type LogEntry } from '../cloud';
import { interruption } from '../interrupt';
import { print, printJson } from '../output';
import { formatProgress } from '../render/run-lines';
import type { Progress } from '../run-view';

export interface LogsOptions {
  run?: string;
  since?: string;
  follow?: boolean;
  json?: boolean;
}

export async function logs(stage: string | undefined, { json, ...filter }: LogsOptions): Promise<void> {
  const cloud = await connect();
  const signal = interruption();
  try {
    for await (const entry of cloud.logs({ stage, ...filter }, signal)) {
      if (json) printJson(entry);
      else print(formatEntry(entry));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const paint: Record<string, (text: string) => string> = { ERROR: colors.red, WARNING: colors.yellow };

/** "08:15:02  validate   20261123-3f9a2c1b  message" */
export function formatEntry(entry: LogEntry): string {
  const progress = entry['progress'] ? `  ${formatProgress(entry['progress'] as Progress)}` : '';
  const candidate = typeof entry['candidate'] === 'string' ? ` ${entry['candidate']}` : '';
  const head = `${entry.time.slice(11, 19)}  ${(entry.stage ?? '').padEnd(9)}  ${(entry.run ?? '').padEnd(17)}`;
  const text = `${entry.message}${candidate}${progress}`;
  return `${colors.dim(head)}  ${(paint[entry.severity] ?? String)(text)}`;
}
