/** How a run ended, for a person: the table, one question answered by both models, and what to try next. */
import colors from 'picocolors';
import { askCommand } from './ask-command';
import { exitCodes } from './errors';
import { readHeldOutAnswer, type HeldOutAnswer } from './held-out-answer';
import type { Ledger } from './ledger';
import { formatError, print } from './output';
import { metricsTable } from './render/metrics-table';
import { columnsFor, indented, labelled, labelledProse } from './render/run-lines';
import type { RunView } from './run-view';

export function exitCodeOf({ status }: Pick<RunView, 'status'>): number {
  if (status === 'failed' || status === 'cancelled') return exitCodes.failed;
  return status === 'refused' ? exitCodes.refused : exitCodes.ok;
}

/**
 * Prints everything that follows the stage lines.
 * @param isWhole the whole run is shown already, so that it is not suggested
 */
export async function printOutcome(ledger: Ledger, view: RunView, { isWhole = false } = {}): Promise<void> {
  if (view.evaluated) print(`\n${indented(metricsTable(view.evaluated, view.deployed?.champion, columnsFor()))}`);
  const subject = view.deployed?.champion ?? Object.keys(view.evaluated?.metrics ?? {}).find((id) => id !== 'base');
  const answer = view.evaluated && subject && (await readHeldOutAnswer(ledger, view.evaluated, subject));
  if (answer) print(`\n${sideBySide(answer)}`);
  if (view.error) {
    const { stage, message, where, fix } = view.error;
    const why = message.split('\n').slice(1).join('\n');
    const place = [`run ${view.run}, stage ${stage}`, where].filter(Boolean).join('\n');
    // What is shown already is not what to do next.
    const fixes = (fix ?? '')
      .split('\n')
      .filter((line) => line && !(isWhole && line.startsWith(`npx landfall run ${view.run}`)));
    const next = [...fixes, `npx landfall logs ${stage} --run ${view.run}`].join('\n');
    print(`\n${formatError(message.split('\n')[0]!, { where: place, why, next })}`);
    return;
  }
  if (view.cancelled) {
    const why = 'a person has ended it; production stays as it was';
    const again = isWhole ? 'drop the batch again, as above' : `npx landfall run ${view.run}`;
    print(
      `\n${formatError(`The run was cancelled${view.cancelled.stage ? ` in ${view.cancelled.stage}` : ''}.`, { why, next: again })}`,
    );
    return;
  }
  if (view.refused) {
    const next = isWhole
      ? 'docs/your-own-pipeline.md   (gate, and what else to change)'
      : `npx landfall run ${view.run}`;
    print(
      `\n${formatError('The gate refused every candidate; production stays as it was.', { why: view.refused.reasons.join('\n'), next })}`,
    );
    return;
  }
  print(`\n${await nextSteps(ledger, view, isWhole)}`);
}

export function sideBySide({ input, base, tuned, reference }: HeldOutAnswer): string {
  return [
    labelledProse('Held out', `"${input}"`),
    labelledProse('Base', base || '(nothing)', colors.dim),
    labelledProse('Tuned', tuned || '(nothing)', colors.green),
    labelledProse('Reference', reference),
  ].join('\n');
}

async function nextSteps(ledger: Ledger, view: RunView, isWhole: boolean): Promise<string> {
  const { run, status } = view;
  if (status === 'running') return labelled('Next', `npx landfall run ${run} --watch`);
  return [
    labelled('Next', await askCommand(ledger, view)),
    ...(isWhole ? [] : [labelled('', `npx landfall run ${run}`)]),
    labelled('', 'docs/your-own-pipeline.md   (the same with your own data)'),
  ].join('\n');
}
