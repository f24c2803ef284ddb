/** Examples whose prompts are nearly the same. */
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots } from '../../../core/statement';
import { intoStaging, type TransformContext } from '../context';
import { sign } from './signatures';

/**
 * A table of key, near_key (the representative, of a smaller key) and similarity; exact copies are not in it. Undefined when
 * neither the check nor de-duplication asks for it.
 */
export async function findNeighbours(screened: string, context: TransformContext): Promise<string | undefined> {
  const { sql, pipeline } = configurationOf(context.run);
  const { level, similarity } = pipeline.validation.checks.nearDuplicates;
  if (level === 'off' && pipeline.training.deduplicate !== 'near') return undefined;
  const signatures = await sign(screened, context);
  const similarities = fillSlots(sql, 'version/similarities.sql', {}).sql;
  const statement = {
    ...fillSlots(sql, 'version/neighbours.sql', { signatures, similarities }),
    params: { similarity },
  };
  return intoStaging('neighbours', statement, context);
}
