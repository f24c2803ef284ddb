/** A run as lines of text: one per stage, saying what is done, what moves and how long it still takes. */
import colors from 'picocolors';
import type { Progress, RunView, StageView } from '../run-view';
import {
  cut,
  formatBytes,
  formatCount,
  formatSeconds,
  formatTimeLeft,
  plural,
  spread,
  visible,
  width,
  wrap,
} from './text';

/** A line's times stand here, where the terminal is as wide. */
const widest = 100;
const nameWidth = 13;

export interface LineOptions {
  quarantineNote?: string;
  /** Columns of the terminal: longer lines are cut. Where there is no terminal, nothing is. */
  terminalColumns?: number;
}

/** Every line of the run as it is now. */
export function runLines(view: RunView, options: LineOptions = {}): string[] {
  return view.stages.flatMap((stage) => stageLines(view, stage, options));
}

/** The line (for tuning: one per candidate, while it runs) of one stage. */
export function stageLines(view: RunView, stage: StageView, options: LineOptions = {}): string[] {
  const { quarantineNote, terminalColumns = Infinity } = options;
  // The last column stays free: some terminals begin a new line when it is written.
  const columns = Math.min(widest, terminalColumns - 1);
  const head = (name: string): string => `  ${name.padEnd(nameWidth)}`;
  if (stage.state === 'waiting')
    return [colors.dim(`${head(stage.name)}${view.status === 'running' ? '◯ waiting' : '– not reached'}`)];
  if (stage.state === 'running') {
    const moving = stage.progress.size > 0 ? [...stage.progress] : [['', undefined] as const];
    const candidates =
      stage.name === 'tune' && view.candidates.length > 0 ? view.candidates.map(({ id }) => id) : undefined;
    const rows = candidates?.map((id) => [id, stage.progress.get(id)] as const) ?? moving;
    const longest = Math.max(...rows.map(([id]) => id.length));
    return rows.map(([id, progress], i) => {
      const label = id ? `${id.padEnd(longest)}  ` : '';
      const isMoving = progress !== undefined || candidates === undefined;
      const sign = isMoving ? colors.cyan('◐') : colors.dim('◯');
      const text = progress ? formatProgress(progress) : isMoving ? 'running' : 'queued';
      return cut(`${head(i === 0 ? stage.name : '')}${sign} ${label}${visible(text)}`, terminalColumns - 1);
    });
  }
  const sign = stage.state === 'succeeded' ? colors.green('✔') : colors.red('✖');
  const text =
    stage.state === 'succeeded' ? describeStage(view, stage, quarantineNote) : (view.error?.message ?? 'failed');
  const time = formatSeconds(stage.seconds ?? 0);
  const room = terminalColumns - 1 - nameWidth - 4 - time.length - 2;
  const line = `${head(stage.name)}${sign} ${cut(visible(text.split('\n')[0]!), room)}`;
  return [spread(line, colors.dim(time), columns)];
}

export function formatProgress({ done, total, unit, loss, secondsLeft }: Progress): string {
  const parts = [
    formatAmount(done, total, unit),
    loss === undefined ? '' : `loss ${loss.toFixed(2)}`,
    secondsLeft === undefined ? '' : formatTimeLeft(secondsLeft),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function formatAmount(done: number, total: number, unit: string): string {
  if (unit.startsWith('step')) return `step ${done}/${total}`;
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)} of ${plural(total, unit.replace(/s$/, ''))}`;
}

/** What a finished stage did, in a few words. */
export function describeStage(view: RunView, stage: StageView, quarantineNote = ''): string {
  const { validated, versioned, evaluated, deployed, refused, candidates } = view;
  switch (stage.name) {
    case 'validate': {
      if (!validated) return 'done';
      const bad = validated.quarantined > 0 ? ` · ${formatCount(validated.quarantined)} quarantined` : '';
      return `${plural(validated.rows + validated.quarantined, 'row')}${bad}${bad && quarantineNote ? ` (${quarantineNote})` : ''}`;
    }
    case 'transform': {
      if (!versioned) return 'done';
      const { version, train, evaluation, duplicates } = versioned;
      const removed = duplicates > 0 ? ` · ${plural(duplicates, 'duplicate')} removed` : '';
      return `version ${version.slice(0, 8)} · ${formatCount(train)} train · ${formatCount(evaluation)} evaluation${removed}`;
    }
    case 'tune': {
      const tuned = candidates.filter(({ state }) => state === 'succeeded').map(({ id }) => id);
      const lost = candidates.filter(({ state }) => state === 'failed' || state === 'cancelled');
      const failures = lost.map(({ id, state, error }) => `${id} ${state}${error ? `: ${error}` : ''}`);
      return [tuned.join(', ') || 'nothing', ...failures].join(' · ');
    }
    case 'evaluate':
      return evaluated ? `${plural(evaluated.examples, 'held-out example')}` : 'done';
    case 'deploy':
      if (refused) return `refused: ${refused.reasons.join('; ')}`;
      if (!deployed) return 'done';
      return `${deployed.champion} is production of ${deployed.pipeline} (was: ${deployed.previous ? 'another model' : 'nothing'})`;
  }
}

/** "Dropped  emails.jsonl (403 KB), customers.csv (18 KB) → gs://…/". */
export function describeTrigger(view: RunView): string {
  const { bucket, objects } = view.record.trigger;
  const files = objects.map(({ name, bytes }) => `${name.split('/').at(-1)} (${formatBytes(bytes)})`);
  const folder = objects[0]?.name.split('/').slice(0, -1).join('/') ?? '';
  return visible(`${files.join(', ')} → gs://${bucket}/${folder}/`);
}

/** "  Label        text", cut to nothing; more lines of text stand below the first. */
export function labelled(label: string, text: string): string {
  const below = `\n${' '.repeat(nameWidth + 2)}`;
  return `  ${colors.bold(label)}${' '.repeat(Math.max(1, nameWidth - width(label)))}${text.replaceAll('\n', below)}`;
}

/** The same with prose, which is broken between words. */
export function labelledProse(label: string, text: string, paint: (line: string) => string = String): string {
  const room = Math.max(20, Math.min(widest, process.stdout.columns ?? widest) - nameWidth - 3);
  return labelled(label, wrap(visible(text), room).map(paint).join('\n'));
}
