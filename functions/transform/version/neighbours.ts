/** Examples whose prompts are nearly the same. */
import type { Making } from '../context';
import { comparesNeighbours, comparison, sign } from './signatures';

/**
 * A table of key, near_key (the representative, of a smaller key) and similarity; exact copies are not in it. Undefined when
 * neither the check nor de-duplication asks for it.
 */
export async function findNeighbours(examples: string, context: Making): Promise<string | undefined> {
  if (!comparesNeighbours(context.configuration.pipeline)) return undefined;
  const signatures = await sign(examples, context);
  const { slots, params } = comparison('nearDuplicates', context);
  const statement = { file: 'version/neighbours.sql', slots: { ...slots, signatures }, params };
  return context.steps.table('neighbours', statement);
}
