/** A run as lines of text: one per stage, saying what is done, what moves and how long it still takes. */
import colors from 'picocolors';
import { checkpointInWords } from '../../core/checkpoints';
import { stepInWords } from '../../core/canary/steps';
import type { DeploymentRefused, ModelEvaluated, ValidationReport } from '../../schemas/generated/types';
import { summarizeQuarantine } from '../../operations/runs/quarantine';
import type { CandidateView } from '../../operations/runs/candidates';
import type { RunView, StageView } from '../../operations/runs/run-view';
import { lastStage } from '../../core/stages';
import { refusalInShort, verdictsOf } from '../../operations/runs/verdicts';
import { plural, thousands, visible, dotted } from '../../core/wording';
import { describeCandidate, formatProgress } from './candidate-lines';
import { rolloutCommands } from './rollout-lines';
import { terminalWidth, cut, spread, width, wrap } from './text';
import { formatBytes, formatSeconds } from '../../core/quantities';

/** A line's times stand here, where the terminal is as wide. */
const widest = 100;
const nameWidth = 13;

export interface LineOptions {
  /** Columns of the terminal: longer lines are cut. Where there is no terminal, nothing is. */
  terminalColumns?: number;
}

/** Every line of the run as it is now. */
export function runLines(view: RunView, options: LineOptions = {}): string[] {
  return view.stages.flatMap((stage) => stageLines(view, stage, options));
}

/** How a stage, or one candidate of it, stands. */
export interface StageRow {
  /** Empty where it goes on about the stage above it. */
  name: string;
  sign: keyof typeof signs;
  text: string;
  /** How long it took, or has taken. */
  time?: string;
}

const signs = {
  waiting: colors.dim('◯'),
  queued: colors.dim('◯'),
  unreached: colors.dim('–'),
  heldUp: colors.yellow('◌'),
  next: colors.dim('→'),
  running: colors.cyan('◐'),
  succeeded: colors.green('✔'),
  failed: colors.red('✖'),
  cancelled: colors.yellow('–'),
  stopped: colors.dim('–'),
  refused: colors.yellow('✖'),
};

/**
 * The row (for tuning: one per candidate, while it runs) of one stage.
 * @param roomBeside columns for the text beside a time: what matters least is left out where they are too few
 */
export function stageRows(view: RunView, stage: StageView, roomBeside: (time: string) => number): StageRow[] {
  const { name, state } = stage;
  if (state === 'waiting')
    return [
      view.status === 'running'
        ? { name, sign: state, text: 'waiting' }
        : { name, sign: 'unreached', text: 'not reached' },
    ];
  if (stage.heldUp !== undefined) return heldUpRows(view, stage);
  if (state === 'running') {
    if (name === 'tune' && view.candidates.length > 0) return candidateRows(view.candidates, name);
    return [{ name, sign: state, text: stage.progress ? formatProgress(stage.progress) : 'running' }];
  }
  const time = formatSeconds(stage.seconds ?? 0);
  if (state === 'cancelled') return [{ name, sign: state, text: 'cancelled', time }];
  const room = roomBeside(time);
  const text = state === 'succeeded' ? describeStage(view, stage, room) : (view.error?.message ?? 'failed');
  // To refuse is what the stage is for, but nothing that anybody hoped for.
  const sign = name === 'deploy' && view.refused ? 'refused' : state;
  return [{ name, sign, text: cut(visible(text.split('\n')[0]!), room), time }];
}

/** Why it does not move, and below that what a person may type. */
function heldUpRows(view: RunView, { name, heldUp }: StageView): StageRow[] {
  const [command] = name === lastStage ? rolloutCommands(view) : [];
  const sign = view.rollout?.canary ? 'running' : 'heldUp';
  return [
    { name, sign, text: visible(heldUp!) },
    ...(command === undefined ? [] : [{ name: '', sign: 'next' as const, text: command }]),
  ];
}

/** The same as lines of a terminal. */
export function stageLines(view: RunView, stage: StageView, options: LineOptions = {}): string[] {
  const { terminalColumns = Infinity } = options;
  // The last column stays free: some terminals begin a new line when it is written.
  const columns = terminalColumns === Infinity ? undefined : Math.min(widest, terminalColumns - 1);
  const roomBeside = (time: string): number => terminalColumns - 1 - nameWidth - 4 - time.length - 2;
  return stageRows(view, stage, roomBeside).map(({ name, sign, text, time }) => {
    const head = `  ${name.padEnd(nameWidth)}${signs[sign]} `;
    if (time !== undefined) return spread(`${head}${text}`, colors.dim(time), columns);
    const isQuiet = sign === 'waiting' || sign === 'unreached';
    return isQuiet ? colors.dim(`${head}${text}`) : cut(`${head}${text}`, terminalColumns - 1);
  });
}

/** A row per candidate, whose jobs move each on its own. */
function candidateRows(candidates: CandidateView[], stage: string): StageRow[] {
  const longest = Math.max(...candidates.map(({ id }) => width(id)));
  return candidates.map((candidate, i) => {
    const { id, state } = candidate;
    const text = `${id}${' '.repeat(longest - width(id))}  ${visible(describeCandidate(candidate))}`;
    return { name: i === 0 ? stage : '', sign: state, text };
  });
}

/** What a finished stage did, in a few words; what matters least is left out where there is no room for all. */
function describeStage(view: RunView, stage: StageView, room = Infinity): string {
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

function describeValidate({ validated, findings }: RunView, room: number): string {
  if (!validated) return 'done';
  const told = (note: string): string =>
    dotted(
      plural(validated.rows + validated.quarantined, 'row'),
      validated.quarantined > 0 && `${thousands(validated.quarantined)} quarantined${note && ` (${note})`}`,
      warnings(findings.validate),
    );
  const note = visible(summarizeQuarantine(findings.validate?.objects));
  const roomForNote = room - width(told('')) - ' ()'.length;
  return told(roomForNote < shortestNote ? '' : cut(note, roomForNote));
}

/** Of a note that is cut shorter nothing would be understood. */
const shortestNote = 12;

function describeTransform({ run, versioned, findings }: RunView, room: number): string {
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
  return [whole, short].find((text) => width(text) <= room) ?? shortest;
}

function warnings(report?: ValidationReport): string | false {
  const count = report?.checks.filter(({ outcome }) => outcome === 'warned').length ?? 0;
  return count > 0 && plural(count, 'warning');
}

/** Address of the folder that the run's files have landed in, with the last slash. */
export function batchOf({ record }: RunView): string {
  const { bucket, objects } = record.trigger;
  return `gs://${bucket}/${objects[0]?.name.split('/').slice(0, 2).join('/') ?? ''}/`;
}

/** "Dropped  emails.jsonl (403 KB), customers.csv (18 KB) → gs://…/"; of many parts of a source only how many there are. */
export function describeTrigger(view: RunView): string {
  const { objects } = view.record.trigger;
  const files = objects.map(({ name, bytes }) => ({ name: name.split('/').slice(2).join('/'), bytes }));
  const shown = files.length > mostFiles ? summarizeFolders(files) : files;
  const list = shown.map(({ name, bytes }) => `${name} (${formatBytes(bytes)})`);
  return visible(`${list.join(', ')} → ${batchOf(view)}`);
}

/** More files than these are counted by folder. */
const mostFiles = 5;

function summarizeFolders(files: { name: string; bytes: number }[]): { name: string; bytes: number }[] {
  const folders = new Map<string, { count: number; name: string; bytes: number }>();
  for (const { name, bytes } of files) {
    const folder = name.includes('/') ? `${name.split('/')[0]}/` : name;
    const found = folders.get(folder) ?? { count: 0, name: folder, bytes: 0 };
    folders.set(folder, { count: found.count + 1, name: folder, bytes: found.bytes + bytes });
  }
  return [...folders.values()].map(({ count, name, bytes }) => ({
    name: count > 1 ? `${name} ${plural(count, 'file')}` : name,
    bytes,
  }));
}

/** "  Label        text", cut to nothing; more lines of text stand below the first. */
export function labelled(label: string, text: string): string {
  const below = `\n${' '.repeat(nameWidth + 2)}`;
  return `  ${colors.bold(label)}${' '.repeat(Math.max(1, nameWidth - width(label)))}${text.replaceAll('\n', below)}`;
}

/** Lines below a label that stands nowhere. */
export const indented = (lines: string[]): string =>
  lines.map((line) => (line === '' ? '' : `${' '.repeat(nameWidth + 2)}${line}`)).join('\n');

/** Room for a labelled line, in columns: where there is no terminal, nothing is cut. */
export function columnsFor(): number {
  return Math.max(20, (terminalWidth(process.stdout) ?? Infinity) - nameWidth - 3);
}

/** The same with prose, which is broken between words. */
export function labelledProse(label: string, text: string, paint: (line: string) => string = String): string {
  // In a pipe a paragraph is a line: what is looked for in it is not torn apart.
  const columns = terminalWidth(process.stdout);
  const room = columns === undefined ? Infinity : Math.max(20, Math.min(widest, columns) - nameWidth - 3);
  return labelled(label, wrap(visible(text), room).map(paint).join('\n'));
}
