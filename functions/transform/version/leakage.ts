/** Training examples that would give held-out ones away. */
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots } from '../../../core/statement';
import { intoStaging, type TransformContext } from '../context';
import { sign } from './signatures';

/**
 * A table of key (a training example), held_out_key, kind ('exact' or 'near') and similarity: one row per training example and
 * held-out prompt, so that a key may come more than once. Without the check only equal prompts are looked for.
 */
export async function findLeaks(
  { screened, split }: { screened: string; split: string },
  context: TransformContext,
): Promise<string> {
  const { sql, pipeline } = configurationOf(context.run);
  const { level, similarity } = pipeline.validation.checks.leakage;
  // Signatures cost as much as all the other steps together: they are made for near leaks alone.
  if (level === 'off') return intoStaging('leaks', fillSlots(sql, 'version/leakage-exact.sql', { split }), context);
  const signatures = await sign(screened, context);
  const similarities = fillSlots(sql, 'version/similarities.sql', {}).sql;
  const statement = {
    ...fillSlots(sql, 'version/leakage.sql', { signatures, split, similarities }),
    params: { similarity },
  };
  return intoStaging('leaks', statement, context);
}
