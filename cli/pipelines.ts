/** The pipelines that the cloud knows, as it knows them: their configurations in the artifacts bucket. */
import { configurationPath, readConfigurationPath } from '../core/ledger-layout';
import type { Configuration } from '../schemas/generated/types';
import { formatProblem, type Cloud } from './cloud';
import { CliError, exitCodes } from './errors';
import { createLedger } from './ledger';

/** @throws CliError (usage) for a pipeline that is unknown or that has problems, each with file and line */
export async function readPipeline(cloud: Cloud, name: string): Promise<Configuration> {
  const text = await createLedger(cloud).readText(configurationPath(name));
  if (text === undefined) throw unknownPipeline(name, await listPipelines(cloud));
  const found = JSON.parse(text) as Configuration | { problems: unknown[] };
  if (!('problems' in found)) return found;
  throw new CliError(`The pipeline "${name}" has problems; nothing was dropped.`, {
    exitCode: exitCodes.usage,
    why: found.problems.map(formatProblem).join('\n'),
    next: 'correct these lines and repeat the command; docs/your-own-pipeline.md explains each of them',
  });
}

export function unknownPipeline(name: string, known: string[]): CliError {
  const similar = nearest(name, known);
  return new CliError(`There is no pipeline "${name}".`, {
    exitCode: exitCodes.usage,
    where: `pipelines/${name}/pipeline.yaml`,
    why: known.length > 0 ? `the pipelines are: ${known.join(', ')}` : 'no pipeline has been applied yet',
    next: similar ? `the same command with ${similar}` : 'docs/your-own-pipeline.md says how to make one',
  });
}

/** @throws CliError (usage) for one that is not there: it is none without runs */
export async function checkPipeline(cloud: Cloud, name: string): Promise<void> {
  const known = await listPipelines(cloud);
  if (!known.includes(name)) throw unknownPipeline(name, known);
}

/** The names of those that have a folder. */
export async function listPipelines(cloud: Cloud): Promise<string[]> {
  const [files] = await cloud.storage.bucket(cloud.status.buckets.artifacts).getFiles({ prefix: 'pipelines/' });
  return files.flatMap(({ name }) => readConfigurationPath(name) ?? []);
}

/** The name most like the one that was typed, by the letters the two have in common; none where that is too little. */
export function nearest(typed: string, known: string[]): string | undefined {
  const alike = known
    .map((name) => ({ name, share: likeness(typed, name) }))
    .filter(({ share }) => share >= leastLikeness);
  return alike.toSorted((a, b) => b.share - a.share)[0]?.name;
}

/** Two letters that change places in a word of five leave it so alike. */
const leastLikeness = 0.4;

/** How many pairs of letters the two have in common, of all that they have (Dice 1945): 1 for the same pairs, 0 for none. */
function likeness(a: string, b: string): number {
  const pairsOf = (text: string): Set<string> => new Set(Array.from(text).map((_, i) => text.slice(i, i + 2)));
  const [pairs, others] = [pairsOf(a), pairsOf(b)];
  return (2 * [...pairs].filter((pair) => others.has(pair)).length) / (pairs.size + others.size);
}
