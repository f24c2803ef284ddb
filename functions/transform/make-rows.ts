/** From rendered examples to the version's own table: what is left out, and what is held out. */
import { together } from '../../core/together';
import type { Making } from './context';
import { boundCurated } from './version/curated';
import { findLeaks } from './version/leakage';
import { findNeighbours } from './version/neighbours';
import { decidesTexts } from './version/personal-data';
import { isAskedFor, sign } from './version/signatures';
import { fillVersion, splitExamples } from './version/split';

export interface ExampleTables {
  rendered: string;
  /** The same with what was found of personal data. */
  screened: string;
}

/** project.dataset.table of every selected example, exported or left out. */
export async function makeRows(
  version: string,
  { rendered, screened }: ExampleTables,
  context: Making,
): Promise<string> {
  const examples = decidesTexts(context.configuration) ? screened : rendered;
  const neighbours = findNeighbours(examples, context);
  const splitting = splitExamples(screened, neighbours, context);
  const leaking = splitting.then((split) => findLeaks({ examples, split }, context));
  const [split, leaks] = await together([splitting, leaking, neighbours]);
  return fillVersion(version, await boundCurated({ screened, split, leaks }, context), context);
}

/** What takes longest, begun as soon as it can be: beside the search for personal data, unless that decides what the texts are. */
export async function signEarly(rendered: string, context: Making): Promise<void> {
  const { configuration } = context;
  if (isAskedFor(configuration) && !decidesTexts(configuration)) await sign(rendered, context);
}
