/** landfall console: where the page is that shows pipelines and runs. */
import { spawn } from 'node:child_process';
import { runAddress } from '../../core/console-address';
import { OperationError } from '../../operations/errors';
import { createLedger } from '../../operations/ledger/ledger';
import { findRun } from '../../operations/runs/find-run';
import { connect, consoleUrl } from '../cloud';
import { print, printJson } from '../output';

/** What opens an address in the browser, by platform. */
const openers: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** @param name of a run, or enough of one */
export async function openConsole(
  name: string | undefined,
  { open, json }: { open?: boolean; json?: boolean },
): Promise<void> {
  const cloud = await connect();
  const console = consoleUrl(cloud.status);
  const address = name === undefined ? console : runAddress(console, await findRun(createLedger(cloud), name));
  if (json) printJson({ address });
  else print(address);
  if (open) await openInBrowser(address);
}

/** @throws OperationError where nothing here can */
async function openInBrowser(address: string): Promise<void> {
  const [command, ...args] = openers[process.platform] ?? openers.linux!;
  const child = spawn(command!, [...args, address], { detached: true, stdio: 'ignore' });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  }).catch((error: Error) => {
    throw new OperationError('No browser could be opened here.', {
      why: error.message,
      next: `open ${address} by hand`,
    });
  });
  child.unref();
}
