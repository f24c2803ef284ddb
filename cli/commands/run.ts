/** landfall run: what was dropped, what was done to it, what came out, and how to do it again. */
import { withCounts } from '../../operations/runs/canary-counts';
import { runAddress } from '../../core/console-address';
import { connect, consoleUrl } from '../cloud';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { exitCodeOf, printOutcome, readOutcome } from '../outcome';
import { print, printJson } from '../output';
import { isBeforeJobs, planOfRun } from '../plan';
import { priceRun } from '../price';
import { labelled } from '../render/run-lines';
import { sectionLines } from '../render/section-lines';
import { readRun } from '../../operations/runs/read-run';
import { runSections } from '../run-sections';
import { createScreen } from '../screen';
import { summarize } from '../../operations/runs/summary';
import { watchRun } from './drop';
import { terminalWidth } from '../render/text';

/** @returns the exit code: that of the run when it has ended */
export async function run(name: string, { watch, json }: { watch?: boolean; json?: boolean }): Promise<number> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const key = await findRun(ledger, name);
  if (watch) {
    const view = await watchRun(cloud, key, createScreen(json ? process.stderr : process.stdout));
    if (json) printJson(summarize(view));
    else await printOutcome(ledger, view);
    return exitCodeOf(view);
  }
  const view = await withCounts(cloud, await readRun(cloud, await ledger.openRun(key)));
  // As data it is told whole, whatever of it a page would show.
  const plan = await planOfRun(cloud, view, json || isBeforeJobs(view));
  if (json) printJson({ ...summarize(view), price: priceRun(view), plan });
  else {
    const sections = runSections(view, { ...(await readOutcome(ledger, view)), plan }, cloud.now());
    print(sectionLines(sections, terminalWidth(process.stdout)).join('\n'));
    print(labelled('Console', runAddress(consoleUrl(cloud.status), key)));
  }
  return exitCodeOf(view);
}
