/** Finds the pipelines that infra/ declared with their problems in place of a bundle. */
import { showProblem, type Problem } from '../../infra/pipeline/problem';
import type { ResourceGraph } from './graph';

/** One sentence each, with file and line. */
export function pipelineProblems(graph: ResourceGraph): string[] {
  return graph
    .filter(({ inputs }) => /^pipelines\/[^/]+\/pipeline\.json$/.test(String(inputs['name'] as string)))
    .flatMap(({ inputs }) => (JSON.parse(inputs['content'] as string) as { problems?: Problem[] }).problems ?? [])
    .map(showProblem);
}
