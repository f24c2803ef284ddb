/** Checks a chain before anybody is asked by it, and gathers the files that it is made of. */
import { circleIn } from '../../core/chain/graph';
import { chainInput } from '../../core/chain/wiring';
import type { Prompt } from '../../core/prompt';
import type { Problem } from '../../core/problem';
import type { ChainFiles, PipelineSpec } from '../../schemas/generated/types';
import type { SourceFile } from '../source-file';
import type { Complain, Places } from '../tuning-checks';
import type { ChainContext } from './context';
import { checkFallbacks } from './fallbacks';
import { readChainFiles, type Folder } from './files';
import { checkKinds } from './kinds';
import { checkLimits } from './limits';
import { checkNames } from './names';
import { checkPrompts } from './prompts';
import { checkRoutes } from './routes';
import { checkTypes } from './types';
import { checkUse } from './use';

interface Surroundings extends Pick<Places, 'catalog'> {
  source: SourceFile;
  /** How pipeline.yaml is called in messages. */
  file: string;
  folder: Folder;
  /** Every prompt that the model in production may have been tuned on, by file, that of training first. */
  tunedOn: Map<string, Prompt>;
}

/** @returns the files to freeze, absent without a chain; and what is wrong, as far as it can be told at once */
export function compileChain(
  { serving, generation }: Pick<PipelineSpec, 'serving' | 'generation'>,
  { source, file, folder, tunedOn, catalog }: Surroundings,
): { files?: ChainFiles; problems: Problem[] } {
  const chain = serving?.chain;
  if (!chain) return { problems: [] };
  const problems: Problem[] = [];
  const complain: Complain = (path, reason) => {
    problems.push({ file, line: source.lineOf(['serving', 'chain', ...path]), reason });
  };
  checkKinds(chain, complain);
  // Nothing can be said of a step that is of no kind.
  if (problems.length > 0) return { problems };

  const { files, problems: ofFiles } = readChainFiles(chain, folder);
  problems.push(...ofFiles);
  const [main] = tunedOn.values();
  const input = main ? chainInput(chain, main) : (chain.input ?? []);
  const context: ChainContext = { chain, generation, catalog, tunedOn, input, files, complain };
  checkPrompts(context);
  if (!checkNames(context)) return { problems };
  checkTypes(context);
  checkFallbacks(context);
  checkUse(context);
  const circle = circleIn(chain.steps);
  if (circle) complain(['steps', circle[0]!], `the step ${circle[0]} waits for itself: ${circle.join(' → ')}`);
  else {
    checkRoutes(context);
    checkLimits(context);
  }
  return { files, problems };
}
