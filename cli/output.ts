/** How commands speak: text on standard output, errors with what, where, why and the next command on standard error. */
import colors from 'picocolors';
import { OperationError, exitCodes, type OperationErrorDetails } from '../operations/errors';
import { terminalWidth, width, wrap } from './render/text';
import { visible } from '../core/wording';

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON value on one line, as scripts read it; control characters are escaped, so that a terminal may show it. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visible(JSON.stringify(value))}\n`);
}

/** The error as the one JSON value of a command that ended without a result. */
export function printJsonError(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const { where, why, next } = error instanceof OperationError ? error.details : ({} as OperationErrorDetails);
  printJson({ status: 'failed', error: { name, message, where, why, fix: next } });
}

/** Shows an error and returns the exit code it stands for. */
export function reportError(error: unknown): number {
  if (error instanceof OperationError) {
    process.stderr.write(`${formatError(error.message, error.details)}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && error.name === 'AbortError') return exitCodes.interrupted;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${colors.red('✖')} ${text}\n`);
  return exitCodes.failed;
}

/**
 * What happened, then where, why and what to do next, each on lines of its own; all of it may quote data. Prose is wrapped at the
 * terminal's width, an item of a list below itself, commands not at all.
 */
export function formatError(
  message: string,
  { where, why, next }: { where?: string; why?: string; next?: string },
  columns = terminalWidth(process.stderr) ?? Infinity,
): string {
  const fitted = (text: string, indent: number): string =>
    visible(text)
      .split('\n')
      .flatMap((line) => {
        if (width(line) + indent <= columns || isCommand(line)) return line;
        const hanging = line.startsWith('- ') ? '  ' : '';
        const lines = wrap(line, Math.max(20, columns - indent - hanging.length));
        return lines.map((part, i) => (i === 0 ? part : hanging + part));
      })
      .join(`\n${' '.repeat(indent)}`);
  const row = (label: string, text?: string): string[] =>
    text ? [`  ${colors.bold(label.padEnd(6))} ${fitted(text, 9)}`] : [];
  return [
    `${colors.red('✖')} ${fitted(message, 2)}`,
    ...row('Where', where),
    ...row('Why', why),
    ...row('Next', next),
  ].join('\n');
}

/** To be copied as it is. */
const isCommand = (line: string): boolean => /^(npx|npm) /.test(line);

/** The reader of a pipe may have had enough, as `head` has: the command then ends, and that is no failure. */
export function endWithPipe(output: NodeJS.EventEmitter, exit: (exitCode: number) => void): void {
  output.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    exit(exitCodes.ok);
  });
}
