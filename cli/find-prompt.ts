/** Which prompt is meant: a file of this machine, or one that the ledger knows by its digest, or by enough of it. */
import { existsSync } from 'node:fs';
import { readPromptFile } from '../compiler/prompt-file';
import { showProblem } from '../core/problem';
import { parsePrompt } from '../core/prompt';
import type { PromptTemplate } from '../schemas/generated/types';
import { OperationError, exitCodes } from '../operations/errors';
import type { KnownPrompt } from './prompts';

export interface NamedPrompt {
  /** As a person knows it: the file, or PIPELINE/FILE. */
  name: string;
  digest: string;
  template: PromptTemplate;
}

/**
 * @param name a file, or a digest of which four digits are enough where they are of one prompt
 * @param known asked for only where there is no such file
 * @throws OperationError (usage) for a file that is no prompt, and for a digest of none or of several
 */
export async function findPrompt(name: string, known: () => Promise<KnownPrompt[]>): Promise<NamedPrompt> {
  if (existsSync(name)) return readFile(name);
  const all = await known();
  const found = isDigest(name) ? all.filter(({ digest }) => digest.startsWith(name)) : [];
  const [first] = found;
  if (first && found.every(({ digest }) => digest === first.digest))
    return { name: `${first.pipeline}/${first.files[0]!}`, digest: first.digest, template: first.template };
  if (first)
    throw new OperationError(`"${name}" may be one of ${new Set(found.map(({ digest }) => digest)).size} prompts.`, {
      exitCode: exitCodes.usage,
      why: found.map(({ digest, pipeline, files }) => `${digest.slice(0, 12)} ${pipeline}/${files[0]}`).join('\n'),
      next: 'the same command with more of its digest',
    });
  throw new OperationError(`There is no prompt "${name}".`, {
    exitCode: exitCodes.usage,
    why: isDigest(name)
      ? 'no pipeline and no run has a prompt whose digest begins so'
      : 'there is no such file, and it is no digest: four or more of the digits 0 to 9 and a to f',
    next: 'npx landfall prompts',
  });
}

const isDigest = (name: string): boolean => /^[0-9a-f]{4,64}$/.test(name);

/** @throws OperationError (usage) with each problem on its line */
function readFile(path: string): NamedPrompt {
  const { template, problems } = readPromptFile(path, path);
  if (!template)
    throw new OperationError(`${path} is no prompt.`, {
      exitCode: exitCodes.usage,
      why: problems.map(showProblem).join('\n'),
      next: 'docs/your-own-pipeline.md says what a prompt file holds',
    });
  return { name: path, digest: parsePrompt(template).digest, template };
}
