/** From screened examples to the version's own table: what is left out, and what is held out. */
import { together } from '../../core/together';
import type { Making } from './context';
import { findLeaks } from './version/leakage';
import { findNeighbours } from './version/neighbours';
import { fillVersion, splitExamples } from './version/split';

/** project.dataset.table of every selected example, exported or left out. */
export async function makeRows(version: string, screened: string, context: Making): Promise<string> {
  const neighbours = findNeighbours(screened, context);
  const splitting = splitExamples(screened, neighbours, context);
  const leaking = splitting.then((split) => findLeaks({ screened, split }, context));
  const [split, leaks] = await together([splitting, leaking, neighbours]);
  return fillVersion(version, { screened, split, leaks }, context);
}
