/** landfall report: what landfall run shows, as one HTML page to keep, to send or to print; or as a model card in Markdown. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCounts } from '../../operations/runs/canary-counts';
import { connect } from '../cloud';
import { OperationError } from '../../operations/errors';
import { readEvidence } from '../../operations/runs/evidence';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { readOutcome } from '../outcome';
import { print, printJson } from '../output';
import { readRun } from '../../operations/runs/read-run';
import { planOfRun } from '../plan';
import { modelCard } from '../render/model-card';
import { pageOf } from '../render/page';
import { formatTime } from '../../core/quantities';
import { runSections } from '../run-sections';
import type { RunView } from '../../operations/runs/run-view';

interface ReportOptions {
  output?: string;
  markdown?: boolean;
  json?: boolean;
}

export async function report(name: string, { output, markdown, json }: ReportOptions): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const key = await findRun(ledger, name);
  const view = await withCounts(cloud, await readRun(cloud, await ledger.openRun(key)));
  const outcome = { ...(await readOutcome(ledger, view)), plan: await planOfRun(cloud, view) };
  const evidence = await readEvidence(ledger, view);
  const file = resolve(output ?? `run-${key.run}.${markdown ? 'md' : 'html'}`);
  const told = markdown
    ? modelCard(view, { evidence: evidence[0], ask: outcome.ask })
    : pageOf(headlineOf(view, cloud.now()), runSections(view, outcome), { evidence, candidates: view.candidates });
  try {
    writeFileSync(file, told);
  } catch (error) {
    throw new OperationError(`The report cannot be written: ${(error as Error).message}`, {
      where: file,
      next: `npx landfall report ${key.run} --output FILE`,
    });
  }
  if (json) printJson({ ...key, file });
  else print(file);
}

/** A run that goes on is told as of a time. */
function headlineOf({ run, pipeline, status }: RunView, now: number): string {
  const asOf = status === 'running' ? ` on ${formatTime(new Date(now).toISOString())}` : '';
  return `Run ${run} of ${pipeline}: ${status}${asOf}`;
}
