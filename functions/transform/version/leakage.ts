/** Training examples that would give held-out ones away. */
import type { Making } from '../context';
import { comparison, sign } from './signatures';

/**
 * A table of key (a training example), held_out_key, kind ('exact' or 'near') and similarity: one row per training example and
 * held-out prompt, so that a key may come more than once. Without the check only equal prompts are looked for.
 */
export async function findLeaks(
  { examples, split }: { examples: string; split: string },
  context: Making,
): Promise<string> {
  const { steps, configuration } = context;
  const { level } = configuration.pipeline.validation.checks.leakage;
  // Signatures cost as much as all the other steps together: they are made for near leaks alone.
  if (level === 'off') return steps.table('leaks', { file: 'version/leakage-exact.sql', slots: { split } });
  const signatures = await sign(examples, context);
  const { slots, params } = comparison('leakage', context);
  return steps.table('leaks', { file: 'version/leakage.sql', slots: { ...slots, signatures, split }, params });
}
