/** Examples whose prompts are nearly the same. */
import type { Making } from '../context';
import { comparison, sign } from './signatures';

/**
 * A table of key, near_key (the representative, of a smaller key) and similarity; exact copies are not in it. Undefined when
 * neither the check nor de-duplication asks for it.
 */
export async function findNeighbours(screened: string, context: Making): Promise<string | undefined> {
  const { training, validation } = context.configuration.pipeline;
  const { level } = validation.checks.nearDuplicates;
  if (level === 'off' && training.deduplicate !== 'near') return undefined;
  const signatures = await sign(screened, context);
  const { slots, params } = comparison('nearDuplicates', context);
  const statement = { file: 'version/neighbours.sql', slots: { ...slots, signatures }, params };
  return context.steps.table('neighbours', statement);
}
