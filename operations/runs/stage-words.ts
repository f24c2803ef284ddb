/** What a stage has done, in a few words: the same on a line of a terminal and on a page. */
import { stepInWords } from '../../core/canary/steps';
import { checkpointInWords } from '../../core/checkpoints';
import { formatSeconds } from '../../core/quantities';
import { dotted, plural, thousands, visible } from '../../core/wording';
import type { DeploymentRefused, ModelEvaluated, ValidationReport } from '../../schemas/generated/types';
import { summarizeQuarantine } from './quarantine';
import type { RunView, StageView } from './run-view';
import { refusalInShort, verdictsOf } from './verdicts';

/** What there is for a text to stand in. */
export interface Room {
  columns: number;
  /** Columns that a text takes. */
  width: (text: string) => number;
  cut: (text: string, columns: number) => string;
}

const unbounded: Room = { columns: Infinity, width: ({ length }) => length, cut: (text) => text };

/** What a finished stage did, in a few words; what matters least is left out where there is no room for all. */
export function stageInWords(view: RunView, stage: StageView, room: Room = unbounded): string {
  const { evaluated, deployed, refused, candidates } = view;
  switch (stage.name) {
    case 'validate':
      return describeValidate(view, room);
    case 'transform':
      return describeTransform(view, room);
    case 'tune': {
      const tuned = candidates.filter(({ state }) => state === 'succeeded').map(({ id }) => id);
      const lost = candidates.filter(({ state }) => state === 'failed' || state === 'cancelled');
      const failures = lost.map(({ id, state, error }) => `${id} ${state}${error ? `: ${error}` : ''}`);
      const cutOff = candidates
        .filter(({ truncatedExamples = 0 }) => truncatedExamples > 0)
        .map(({ id, truncatedExamples }) => `${id} cut off ${plural(truncatedExamples!, 'example')}`);
      const chosen = candidates.flatMap(({ id, chosen: one }) => (one ? [`${id} at ${checkpointInWords(one)}`] : []));
      const queued = (stage.queued ?? 0) >= 1 && `after ${formatSeconds(stage.queued!)} in the queue`;
      const stopped = candidates.filter((each) => each.state === 'stopped').length;
      const search = stopped > 0 && `the best of ${candidates.length} by halving`;
      const none = candidates.length === 0 ? 'no candidate is to be tuned' : 'nothing';
      return dotted(tuned.join(', ') || none, search, ...chosen, ...failures, ...cutOff, queued);
    }
    case 'evaluate':
      return evaluated ? describeEvaluate(evaluated) : 'done';
    case 'deploy':
      if (refused) return describeRefusal(view, refused);
      if (!deployed) return 'done';
      return `${deployed.champion} is production of ${deployed.pipeline} (was: ${deployed.previous ? 'another model' : 'nothing'})`;
    default:
      return 'done';
  }
}

/** In a few words: the reasons stand at the end of the run. */
function describeRefusal(view: RunView, { reasons, canary = [] }: DeploymentRefused): string {
  const back = canary.find(({ decision }) => decision === 'rollback');
  const { steps = [] } = view.record.configuration?.pipeline.deployment.rollout ?? {};
  if (back) return `rolled back in ${stepInWords(steps, back.step)}`;
  const [first, ...others] = refusalInShort(reasons, verdictsOf(view));
  return others.length === 0 && reasons.includes(first!)
    ? `refused: ${first}`
    : 'refused: no candidate passed the gate';
}

/** With what a model could not be asked, on which none is compared, and how often it answered no label. */
function describeEvaluate({ examples, unscored = {}, noLabel = {} }: ModelEvaluated): string {
  const missing = Object.entries(unscored).map(
    ([subject, count]) => `${subject} could not be asked ${thousands(count)}`,
  );
  const unknown = Object.entries(noLabel).map(
    ([subject, count]) => `${subject} gave ${plural(count, 'answer')} that ${count === 1 ? 'is' : 'are'} no label`,
  );
  return dotted(plural(examples, 'held-out example'), ...missing, ...unknown);
}

function describeValidate({ validated, findings }: RunView, { columns, width, cut }: Room): string {
  if (!validated) return 'done';
  const told = (note: string): string =>
    dotted(
      plural(validated.rows + validated.quarantined, 'row'),
      validated.quarantined > 0 && `${thousands(validated.quarantined)} quarantined${note && ` (${note})`}`,
      warnings(findings.validate),
    );
  const note = visible(summarizeQuarantine(findings.validate?.objects));
  const roomForNote = columns - width(told('')) - ' ()'.length;
  return told(roomForNote < shortestNote ? '' : cut(note, roomForNote));
}

/** Of a note that is cut shorter nothing would be understood. */
const shortestNote = 12;

function describeTransform({ run, versioned, findings }: RunView, { columns, width }: Room): string {
  if (!versioned) return 'done';
  const { version, train, evaluation, validation, duplicates } = versioned;
  const madeBy = findings.card?.madeByRun;
  const told = (isVersionTold: boolean, isRestTold: boolean): string =>
    dotted(
      isVersionTold && `version ${version.slice(0, 8)}`,
      isRestTold && madeBy !== undefined && madeBy !== run && `as run ${madeBy} made it`,
      `${thousands(train)} train`,
      `${thousands(evaluation)} evaluation`,
      validation > 0 && `${thousands(validation)} validation`,
      isRestTold && duplicates > 0 && `${plural(duplicates, 'duplicate')} removed`,
      warnings(findings.transform),
    );
  const [whole, short, shortest] = [told(true, true), told(true, false), told(false, false)];
  return [whole, short].find((text) => width(text) <= columns) ?? shortest;
}

function warnings(report?: ValidationReport): string | false {
  const count = report?.checks.filter(({ outcome }) => outcome === 'warned').length ?? 0;
  return count > 0 && plural(count, 'warning');
}
