/** The pipelines that the cloud knows, as it knows them: their configurations in the artifacts bucket. */
import { configurationPath, readConfigurationPath } from '../../core/ledger-layout';
import type { Configuration } from '../../schemas/generated/types';
import { formatProblem } from '../../core/problem';
import { mostLike } from '../most-like';
import type { Cloud } from '../cloud';
import { OperationError, UnknownName, exitCodes } from '../errors';
import { createLedger } from '../ledger/ledger';

/** @throws OperationError (usage) for a pipeline that is unknown or that has problems, each with file and line */
export async function readPipeline(cloud: Cloud, name: string): Promise<Configuration> {
  const text = await createLedger(cloud).readText(configurationPath(name));
  if (text === undefined) throw unknownPipeline(name, await listPipelines(cloud));
  const found = JSON.parse(text) as Configuration | { problems: unknown[] };
  if (!('problems' in found)) return found;
  throw new OperationError(`The pipeline "${name}" has problems; nothing was dropped.`, {
    exitCode: exitCodes.usage,
    why: found.problems.map(formatProblem).join('\n'),
    next: 'correct these lines and repeat the command; docs/your-own-pipeline.md explains each of them',
  });
}

export function unknownPipeline(name: string, known: string[]): OperationError {
  const similar = mostLike(name, known);
  return new UnknownName(`There is no pipeline "${name}".`, {
    exitCode: exitCodes.usage,
    where: `pipelines/${name}/pipeline.yaml`,
    why: known.length > 0 ? `the pipelines are: ${known.join(', ')}` : 'no pipeline has been applied yet',
    next: similar ? `the same command with ${similar}` : 'docs/your-own-pipeline.md says how to make one',
  });
}

/** @throws OperationError (usage) for one that is not there: it is none without runs */
export async function checkPipeline(cloud: Cloud, name: string): Promise<void> {
  const known = await listPipelines(cloud);
  if (!known.includes(name)) throw unknownPipeline(name, known);
}

/** The names of those that have a folder. */
export async function listPipelines(cloud: Cloud): Promise<string[]> {
  const [files] = await cloud.storage.bucket(cloud.status.buckets.artifacts).getFiles({ prefix: 'pipelines/' });
  return files.flatMap(({ name }) => readConfigurationPath(name) ?? []);
}
