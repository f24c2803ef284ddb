/** landfall run: what was dropped, what was done to it, what came out, and how to do it again. */
import { connect } from '../cloud';
import { findRun } from '../find-run';
import { createLedger, type Ledger } from '../ledger';
import { exitCodeOf, printOutcome } from '../outcome';
import { print, printJson } from '../output';
import { priceRun } from '../price';
import { runPriceParagraph } from '../render/price-lines';
import { reportLines } from '../render/report-lines';
import { describeCandidate, describeTrigger, labelled, labelledProse, runLines } from '../render/run-lines';
import { visible } from '../../core/wording';
import { formatAge, formatSeconds, shellWord } from '../render/text';
import { readRun } from '../read-run';
import type { RunView } from '../run-view';
import { createScreen } from '../screen';
import { summarize } from '../summary';
import { watchRun } from './drop';

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
  const view = await readRun(cloud, await ledger.openRun(key));
  if (json) printJson({ ...summarize(view), price: priceRun(view) });
  else await printRun(ledger, view, cloud.now());
  return exitCodeOf(view);
}

async function printRun(ledger: Ledger, view: RunView, now: number): Promise<void> {
  const { record, validated, versioned, deployed } = view;
  const begun = `${view.createdAt.replace('T', ' ').slice(0, 19)} UTC (${formatAge(now - Date.parse(view.createdAt))})`;
  print(
    labelledProse(
      'Run',
      `${view.run} of ${view.pipeline}: ${view.status}, ${formatSeconds(view.seconds)}, begun ${begun}`,
    ),
  );
  print(labelled('Dropped', describeTrigger(view)));
  print(
    labelledProse(
      'Made with',
      `configuration ${record.configuration?.digest.slice(0, 12) ?? '(none)'}, code ${record.codeVersion}`,
    ),
  );
  print();
  print(runLines(view, { terminalColumns: process.stdout.columns }).join('\n'));
  print();
  for (const paragraph of reportLines(view)) print(paragraph);
  if (versioned) print(labelled('Dataset', `npx landfall dataset ${versioned.version}\n${versioned.cardUri}`));
  const price = runPriceParagraph(view);
  if (price) print(price);
  if (validated) print(labelled('Warehouse', `npx landfall explain ${view.run}`));
  for (const candidate of view.candidates)
    if (candidate.state !== 'waiting')
      print(labelledProse('Candidate', `${candidate.id} on ${candidate.base}: ${describeCandidate(candidate)}`));
  if (deployed) print(labelled('Endpoint', deployed.endpoint));
  const files = record.trigger.objects.map(({ name }) => shellWord(`gs://${record.trigger.bucket}/${name}`));
  print(labelled('Again', visible(`npx landfall drop ${shellWord(view.pipeline)} ${files.join(' ')} --wait`)));
  await printOutcome(ledger, view, { isWhole: true });
}
