/** A candidate's tuning, and anything that moves on, in a few words. */
import { plural, thousands, dotted } from '../../core/wording';
import type { CandidateView } from './candidates';
import type { Progress } from '../ledger/progress';
import { formatBytes, formatSeconds, formatTimeLeft } from '../../core/quantities';

/** "step 212/402 · loss 1.83 · about 40 s left", "queued for 12.0 s", "failed after 3.0 s: out of memory", "stopped after 1 epoch, in rung 1". */
export function describeCandidate(candidate: CandidateView): string {
  const { state, seconds, queued, progress, steps, checkpoint, deploying, error, rung } = candidate;
  const took = (word: string): string => (seconds === undefined ? '' : ` ${word} ${formatSeconds(seconds)}`);
  if (state === 'running') {
    if (progress) return formatProgress(progress);
    return dotted(
      `running${took('for')}`,
      steps !== undefined && plural(steps, 'step'),
      checkpoint !== undefined && `checkpoint at step ${thousands(checkpoint.step)}`,
    );
  }
  if (state === 'stopped')
    return dotted(
      `stopped after ${plural(rung!.epochs, 'epoch')}, in rung ${rung!.place}`,
      rung!.loss !== undefined && `validation loss ${rung!.loss.toFixed(2)}`,
      error !== undefined && error,
    );
  if (state === 'queued') return `queued${queued === undefined ? '' : ` for ${formatSeconds(queued)}`}`;
  const waited = queued !== undefined && queued >= 1 && state !== 'waiting' && `${formatSeconds(queued)} in the queue`;
  const ended = dotted(
    `${state}${took(state === 'succeeded' ? 'in' : 'after')}`,
    waited,
    deploying !== undefined &&
      (deploying.error === undefined ? 'being deployed' : `not deployed yet: ${deploying.error}`),
  );
  return error ? `${ended}: ${error}` : ended;
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
  if (unit.startsWith('step')) return `step ${thousands(done)}/${thousands(total)}`;
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${thousands(done)} of ${plural(total, unit.replace(/s$/, ''))}`;
}
