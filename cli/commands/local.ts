/** landfall local: the local cloud alone, in the foreground or detached. */
import colors from 'picocolors';
import { consoleUrl, findCloud, type CloudStatus } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { labelled } from '../render/run-lines';
import { warningLines } from '../render/warning-lines';
import { formatSeconds } from '../../core/quantities';
import { print, printJson } from '../output';
import { spawnCommand, startCloud, unlessStarted, waitUntilReady, type LocalOptions } from '../supervise';
import { untilInterrupted } from '../interrupt';

export interface LocalCommandOptions extends LocalOptions {
  detach?: boolean;
  json?: boolean;
}

export async function local(options: LocalCommandOptions): Promise<void> {
  const already = await findCloud();
  if (already && options.port !== undefined && Number(options.port) !== already.port)
    throw new OperationError(`The local cloud runs already, on port ${already.port}.`, {
      exitCode: exitCodes.usage,
      next: 'npx landfall stop   (then repeat the command)',
    });
  if (already && isAnotherDay(already, options))
    throw new OperationError(`The local cloud runs already, on another day than ${options.date!.slice(0, 10)}.`, {
      exitCode: exitCodes.usage,
      next: 'npx landfall stop   (then repeat the command)',
    });
  if (already) return announce(already, options, 'runs already');

  const begun = Date.now();
  if (options.detach) {
    const status = await unlessStarted(() => startDetached(options));
    return announce(status, options, formatSeconds((Date.now() - begun) / 1000));
  }
  const cloud = await unlessStarted(() => startCloud(options));
  if (!('ended' in cloud)) return announce(cloud, options, 'runs already');
  announce(cloud.status, options, formatSeconds((Date.now() - begun) / 1000));
  if (!options.json) print(colors.dim('  Ctrl-C stops it; what is unfinished continues at the next start.'));
  await Promise.race([untilInterrupted(), cloud.ended]);
  await cloud.stop();
}

/** Starts `landfall local` as a process that outlives this one. */
async function startDetached({ port, pubsubEmulator, minute, date }: LocalOptions): Promise<CloudStatus> {
  const given = { '--port': port, '--pubsub-emulator': pubsubEmulator, '--minute': minute, '--date': date };
  const flags = Object.entries(given).flatMap(([name, value]) => (value ? [name, value] : []));
  const child = spawnCommand(['local', ...flags]);
  const status = await waitUntilReady(child);
  child.unref();
  return status;
}

function announce(status: CloudStatus, { json }: LocalCommandOptions, note: string): void {
  if (json) printJson(status);
  else print([labelled('Local cloud', describeCloud(status, note)), ...warningLines(status.warnings)].join('\n'));
}

/** Asked for a day that its clock is not within 24 hours of. */
export function isAnotherDay({ clockOffsetMilliseconds }: CloudStatus, { date }: LocalOptions): boolean {
  if (date === undefined) return false;
  return Math.abs(Date.now() + clockOffsetMilliseconds - Date.parse(date)) > 24 * 60 * 60 * 1000;
}

export function describeCloud(status: CloudStatus, note: string): string {
  const count = status.functions.length;
  const { clockOffsetMilliseconds: offset } = status;
  const day = offset === 0 ? '' : `   on ${new Date(Date.now() + offset).toISOString().slice(0, 10)}`;
  return `storage · pubsub · bigquery · vertex · ${count} functions   ${note}   console ${consoleUrl(status)}${day}`;
}
