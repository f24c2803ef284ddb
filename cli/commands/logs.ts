/** landfall logs: what the functions and the tuning jobs say, and the spans of a trace. */
import colors from 'picocolors';
import { connect } from '../cloud';
import type { LogEntry } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { interruption } from '../interrupt';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { mostLike } from '../../operations/most-like';
import { formatProgress } from '../../operations/runs/candidate-lines';
import { traceLines } from '../render/trace-lines';
import { readTrace } from '../trace';
import { visible } from '../../core/wording';
import type { Progress } from '../../operations/ledger/progress';

export interface LogsOptions {
  run?: string;
  trace?: string;
  since?: string;
  follow?: boolean;
  json?: boolean;
}

export async function logs(stage: string | undefined, { json, run, trace, ...filter }: LogsOptions): Promise<void> {
  const cloud = await connect();
  checkStage(stage, ['local', ...cloud.status.functions.map(({ name }) => name)]);
  const key = run === undefined ? undefined : await findRun(createLedger(cloud), run);
  if (trace !== undefined) {
    const spans = await readTrace(cloud, trace);
    for (const line of json ? spans.map((span) => JSON.stringify(span)) : [...traceLines(spans), '']) print(line);
  }
  const signal = interruption();
  try {
    for await (const entry of cloud.logs({ stage, run: key?.run, ...filter }, signal)) {
      if (trace !== undefined && !isOfTrace(entry, trace)) continue;
      if (json) printJson(entry);
      else print(formatEntry(entry));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const isOfTrace = (entry: LogEntry, trace: string): boolean =>
  String(entry['logging.googleapis.com/trace']).endsWith(`/traces/${trace}`);

/** @throws OperationError (usage) for a stage that never says anything, because there is none of this name */
function checkStage(stage: string | undefined, known: string[]): void {
  if (stage === undefined || known.includes(stage)) return;
  throw new OperationError(`There is no stage "${stage}".`, {
    exitCode: exitCodes.usage,
    why: `the stages are: ${known.join(', ')}`,
    next: `npx landfall logs ${mostLike(stage, known) ?? ''}`.trim(),
  });
}

const paint: Record<string, (text: string) => string> = { ERROR: colors.red, WARNING: colors.yellow };

/** "08:15:02  validate   20261123-3f9a2c1b  message" */
export function formatEntry(entry: LogEntry): string {
  const progress = entry['progress'] ? `  ${formatProgress(entry['progress'] as Progress)}` : '';
  const of = entry['candidate'];
  const candidate = typeof of === 'string' && !entry.message.includes(of) ? ` ${of}` : '';
  const head = visible(
    `${entry.time.slice(11, 19)}  ${(entry.stage ?? '').padEnd(9)}  ${(entry.run ?? '').padEnd(17)}`,
  );
  const text = visible(`${entry.message}${candidate}${progress}`);
  return `${colors.dim(head)}  ${(paint[entry.severity] ?? String)(text)}`;
}
