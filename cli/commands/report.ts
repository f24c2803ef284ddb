/** landfall report: what landfall run shows, as one HTML page to keep, to send or to print. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { connect } from '../cloud';
import { CliError } from '../errors';
import { readEvidence } from '../evidence';
import { findRun } from '../find-run';
import { createLedger } from '../ledger';
import { readOutcome } from '../outcome';
import { print, printJson } from '../output';
import { readRun } from '../read-run';
import { pageOf } from '../render/page';
import { runSections } from '../run-sections';
import type { RunView } from '../run-view';

export async function report(name: string, { output, json }: { output?: string; json?: boolean }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const key = await findRun(ledger, name);
  const view = await readRun(cloud, await ledger.openRun(key));
  const sections = runSections(view, await readOutcome(ledger, view));
  const file = resolve(output ?? `run-${key.run}.html`);
  try {
    writeFileSync(file, pageOf(headlineOf(view, cloud.now()), sections, await readEvidence(ledger, view)));
  } catch (error) {
    throw new CliError(`The report cannot be written: ${(error as Error).message}`, {
      where: file,
      next: `npx landfall report ${key.run} --output FILE`,
    });
  }
  if (json) printJson({ ...key, file });
  else print(file);
}

/** A run that goes on is told as of a time. */
function headlineOf({ run, pipeline, status }: RunView, now: number): string {
  const asOf = status === 'running' ? ` on ${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '';
  return `Run ${run} of ${pipeline}: ${status}${asOf}`;
}
