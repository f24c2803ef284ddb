/** Examples whose prompts are nearly the same. */
import type { TransformContext } from './context';

/** A table of key, near_key (the representative: the smallest key) and similarity; undefined when nobody needs it. */
export async function findNeighbours(_screened: string, _context: TransformContext): Promise<string | undefined> {
  return undefined;
}
