/** How a run ended: its exit code, what was answered, and what a command prints of it. */
import { isPrompted } from '../core/candidates';
import { isNaive } from '../core/naive';
import { askCommand } from './ask-command';
import { exitCodes } from '../operations/errors';
import { readHeldOutAnswer } from './held-out-answer';
import type { Ledger } from '../operations/ledger/ledger';
import { print } from './output';
import { sectionLines } from './render/section-lines';
import { outcomeSections, type Outcome } from './run-sections';
import type { RunView } from '../operations/runs/run-view';
import { terminalWidth } from './render/text';

export function exitCodeOf({ status }: Pick<RunView, 'status'>): number {
  if (status === 'failed' || status === 'cancelled') return exitCodes.failed;
  return status === 'refused' ? exitCodes.refused : exitCodes.ok;
}

/** Prints everything that follows the stage lines. */
export async function printOutcome(ledger: Ledger, view: RunView): Promise<void> {
  const sections = outcomeSections(view, await readOutcome(ledger, view), false);
  print(sectionLines(sections, terminalWidth(process.stdout)).join('\n'));
}

/** What the outcome rests on beside the view: the champion's answer, or the first candidate's, and how to ask it. */
export async function readOutcome(ledger: Ledger, view: RunView): Promise<Outcome> {
  const { record, evaluated, deployed, status, pipeline, rollout } = view;
  const subject =
    deployed?.champion ?? Object.keys(evaluated?.metrics ?? {}).find((id) => id !== 'base' && !isNaive(id));
  const { configuration } = record;
  const answer =
    evaluated && subject
      ? await readHeldOutAnswer(ledger, evaluated, {
          id: subject,
          isPrompted: configuration !== undefined && isPrompted(subject, configuration),
        })
      : undefined;
  const isServed = status === 'deployed' || (status === 'running' && rollout?.canary !== undefined);
  const isAsked = isServed && (await ledger.readProduction(pipeline)) !== undefined;
  return { answer, ask: isAsked ? await askCommand(ledger, view) : '' };
}
