/** Finds the pipelines that infra/ declared with their problems in place of a configuration. */
import type { Problem } from '../../core/problem';
import type { ResourceGraph } from './graph';

export interface PipelineProblem extends Problem {
  pipeline: string;
}

export function pipelineProblems(graph: ResourceGraph): PipelineProblem[] {
  return graph.flatMap(({ inputs }) => {
    const [, pipeline] = /^pipelines\/([^/]+)\/pipeline\.json$/.exec(String(inputs['name'])) ?? [];
    if (pipeline === undefined) return [];
    const { problems = [] } = JSON.parse(inputs['content'] as string) as { problems?: Problem[] };
    return problems.map((problem) => ({ pipeline, ...problem }));
  });
}
