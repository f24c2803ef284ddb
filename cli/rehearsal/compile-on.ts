/** A pipeline's folder as it would be deployed on a day that may be to come. */
import { compilePipelines, corporaOf } from '../../compiler/pipelines';
import type { Site } from '../../core/bases';
import { showProblem } from '../../core/problem';
import { dayOf } from '../../core/retirement/schedule';
import { repositoryRoot } from '../../core/root';
import type { Configuration, CorpusSpec } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import { unknownPipeline } from '../../operations/pipelines/pipelines';

export interface Deployable {
  configuration: Configuration;
  /** Of all folders. */
  corpora: CorpusSpec[];
}

/**
 * Nothing of the local cloud's own models stands in.
 * @throws OperationError (usage) for a pipeline that there is not, and for one that does not compile on that day
 */
export function compileOn(pipeline: string, deployment: Site): Deployable {
  const compiled = compilePipelines({
    root: repositoryRoot(),
    pipelines: 'pipelines',
    codeVersion: 'rehearsal',
    deployment,
  });
  const own = compiled.get(pipeline);
  if (!own || !('configuration' in own || 'problems' in own)) throw unknownPipeline(pipeline, [...compiled.keys()]);
  const corpora = [...corporaOf(compiled).values()].map(({ corpus }) => corpus);
  if ('configuration' in own) return { configuration: own.configuration, corpora };
  throw new OperationError(`The pipeline "${pipeline}" cannot be deployed on ${dayOf(deployment.on)}.`, {
    exitCode: exitCodes.usage,
    why: own.problems.map(showProblem).join('\n'),
    next: 'correct these lines and repeat the command',
  });
}
