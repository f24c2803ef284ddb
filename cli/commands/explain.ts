/** landfall explain: what a run costs: its tuning, and what it asked of the warehouse, statement by statement. */
import { loadWarehousePrices } from '../../catalog/prices';
import { repositoryRoot } from '../../core/root';
import { connect } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { readStatements, type PricedJob } from '../../operations/warehouse/statements';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { mostLike } from '../../operations/most-like';
import { priceRun } from '../price';
import { runPriceText } from '../render/price-lines';
import { explainNotes, jobDetails, jobLines } from '../render/explain-lines';
import { labelled, labelledProse } from '../render/run-lines';
import { terminalWidth } from '../render/text';
import { inline } from '../../core/wording';
import { deriveRun, type RunView } from '../../operations/runs/run-view';

export async function explain(name: string, { step, json }: { step?: string; json?: boolean }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const reader = await ledger.openRun(await findRun(ledger, name));
  const results = await reader.readResults();
  const known = { record: reader.record, results, findings: await reader.readFindings() };
  const view = deriveRun(known, cloud.now());
  const prices = loadWarehousePrices(repositoryRoot());
  const jobs = await readStatements(cloud, view, prices);
  const chosen = step === undefined ? jobs : ofStep(jobs, step, view.run);
  if (json) {
    const shown = step === undefined ? chosen.map(({ sql: _sql, plan: _plan, ...job }) => job) : chosen;
    const total = totalOf(chosen, view.run);
    const price = priceRun(view);
    return printJson({ run: view.run, pipeline: view.pipeline, price, jobs: shown, total, prices });
  }
  print(labelled('Run', `${view.run} of ${view.pipeline}: ${view.status}`));
  const reused = reusedVersion(view);
  if (reused) print(labelledProse('Dataset', reused));
  print();
  if (step !== undefined) return print(chosen.map(jobDetails).join('\n\n'));
  const price = runPriceText(view);
  if (price) print(`${labelledProse('Tuning', price)}\n`);
  if (jobs.length === 0) return print('  The warehouse knows no job of this run.');
  print(jobLines(jobs, view.run, terminalWidth(process.stdout)).join('\n'));
  print();
  print(explainNotes(prices));
  const slowest = jobs.toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0)).find(({ kind }) => kind !== 'load');
  if (slowest)
    print(labelled('Next', `npx landfall explain ${view.run} --step ${inline(slowest.step)}   (the slowest)`));
}

/** @throws OperationError (usage) for a step that the run has no job of */
function ofStep(jobs: PricedJob[], step: string, run: string): PricedJob[] {
  const found = jobs.filter((job) => job.step === step || job.id === step);
  if (found.length > 0) return found;
  const steps = [...new Set(jobs.map((job) => job.step))];
  const similar = mostLike(step, steps);
  throw new OperationError(`Run ${run} has no job of step "${step}".`, {
    exitCode: exitCodes.usage,
    why: steps.length > 0 ? `its steps are: ${steps.join(', ')}` : 'the warehouse knows no job of this run',
    next: `npx landfall explain ${run}${similar ? ` --step ${similar}` : ''}`,
  });
}

function reusedVersion({ run, versioned, findings: { card } }: RunView): string | undefined {
  if (!versioned || !card || card.madeByRun === run) return undefined;
  return `version ${versioned.version} was there already: its statements are those of run ${card.madeByRun}`;
}

function totalOf(jobs: PricedJob[], run: string): { jobs: number; bytes: number; bytesBilled: number; amount: number } {
  const own = jobs.filter((job) => job.run === run);
  const sum = (of: (job: PricedJob) => number): number => own.reduce((total, job) => total + of(job), 0);
  return {
    jobs: own.length,
    bytes: sum(({ bytes }) => bytes),
    bytesBilled: sum(({ cost }) => cost.bytesBilled),
    amount: sum(({ cost }) => cost.amount),
  };
}
