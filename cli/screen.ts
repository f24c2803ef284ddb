/** Where a run's lines go: redrawn in place on a terminal, one line per event when piped into a file. */
import logUpdate from 'log-update';
import { runLines, stageLines } from './render/run-lines';
import { describeRollout } from '../operations/ledger/rollout';
import type { RunView } from '../operations/runs/run-view';
import { terminalWidth } from './render/text';

export interface Screen {
  /** Shows the run as it is now. */
  show(view: RunView): void;
  /** Leaves the last picture where it is. */
  done(): void;
}

/** How often a stage that is under way is mentioned in a plain log, in milliseconds. */
const plainInterval = 10_000;

export function createScreen(
  output: NodeJS.WriteStream = process.stdout,
  { isLive = output.isTTY === true, now = Date.now }: { isLive?: boolean; now?: () => number } = {},
): Screen {
  return isLive ? createLiveScreen(output) : createPlainScreen(output, now);
}

function createLiveScreen(output: NodeJS.WriteStream): Screen {
  const update = logUpdate.create(output);
  return {
    show: (view) => update(runLines(view, { terminalColumns: terminalWidth(output) }).join('\n')),
    done: () => update.done(),
  };
}

function createPlainScreen(output: NodeJS.WriteStream, now: () => number): Screen {
  const finished = new Set<string>();
  const mentioned = new Map<string, number>();
  /** What was said last of one that is held up: it may be so for days. */
  const said = new Map<string, string>();
  return {
    show(view) {
      for (const stage of view.stages) {
        if (stage.state === 'waiting' || finished.has(stage.name)) continue;
        if (stage.state !== 'running') finished.add(stage.name);
        else {
          const last = mentioned.get(stage.name) ?? now();
          if (!mentioned.has(stage.name)) mentioned.set(stage.name, last);
          if (now() - last < plainInterval) continue;
          mentioned.set(stage.name, now());
        }
        const text = `${stageLines(view, stage).join('\n')}\n`;
        const news = (stage.heldUp && newsOf(view)) ?? text;
        if (stage.heldUp !== undefined && said.get(stage.name) === news) continue;
        said.set(stage.name, news);
        output.write(text);
      }
    },
    done: () => {},
  };
}

/** What is new of a rollout: not that it has gone on for another minute. */
const newsOf = ({ rollout }: RunView): string | undefined => rollout && describeRollout(rollout, 0);
