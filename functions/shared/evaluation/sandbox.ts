/** Where a pipeline's own metrics, and its patterns, are run. */
import { PermanentError } from '../../../core/errors';
import type { MetricEntry } from '../../../core/metrics';
import type { Sandbox } from '../../../core/metrics/sandbox';

/** Undefined where no metric needs one: none of the others waits for it. */
export async function sandboxFor(entries: MetricEntry[]): Promise<Sandbox | undefined> {
  if (!entries.some((entry) => typeof entry !== 'string' && ['javascript', 'regex'].includes(entry.metric)))
    return undefined;
  const { openQuickjs } = await import('../sandbox/quickjs.ts');
  const quickjs = await openQuickjs();
  return (code, name) => {
    const score = quickjs({ name, code, call, failed: (reason) => failed(name, reason) });
    return (answer, references) => {
      const said = score.call(answer, JSON.stringify(references));
      if (typeof said === 'number' && said >= 0 && said <= 1) return said;
      throw failed(name, `it says ${JSON.stringify(said) ?? 'nothing'}, which is no number from 0 to 1`);
    };
  };
}

const call = '((answer, references) => Number(score(answer, JSON.parse(references))))';

const failed = (name: string, reason: string) =>
  new PermanentError(`the metric ${name} cannot be measured: ${reason}`, {
    fix: 'a metric of your own is a function score(answer, references) that returns a number from 0 to 1, in some tenths of a second; a pattern does not repeat what repeats itself, as (a+)+ does',
  });
