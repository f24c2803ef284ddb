/** A run as lines of text: one per stage, saying what is done, what moves and how long it still takes. */
import colors from 'picocolors';
import type { CandidateView } from '../../operations/runs/candidates';
import type { RunView, StageView } from '../../operations/runs/run-view';
import { lastStage } from '../../core/stages';
import { stageInWords } from '../../operations/runs/stage-words';
import { visible } from '../../core/wording';
import { describeCandidate, formatProgress } from '../../operations/runs/candidate-lines';
import { rolloutCommands } from '../../operations/runs/rollout-lines';
import { terminalWidth, cut, spread, width, wrap } from './text';
import { formatSeconds } from '../../core/quantities';

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
  const text =
    state === 'succeeded'
      ? stageInWords(view, stage, { columns: room, width, cut })
      : (view.error?.message ?? 'failed');
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
