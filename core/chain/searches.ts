/** Steps of a chain whose models search by themselves before they answer. */
import type { PipelineSpec } from '../../schemas/generated/types';
import { searchToolOf, type SearchTool } from '../grounding/spec';
import { describedStep, stepKindsOf } from './kinds';

export interface StepSearch {
  tool: SearchTool;
  /** Below `serving.chain.steps`: of the question that is asked with it. */
  path: string[];
  /** All that may be asked so, each with where it stands below the steps: what a step falls back to is asked the same. */
  bases: { base: string; path: string[] }[];
}

/** Of steps that are of no kind, or of two, none. */
export function stepSearches({ serving }: Pick<PipelineSpec, 'serving'>): StepSearch[] {
  const steps = Object.entries(serving?.chain?.steps ?? {}).filter(([, step]) => stepKindsOf(step).length === 1);
  return steps.flatMap(([name, step]) => {
    const { kind, asks } = describedStep(step);
    return asks.flatMap(({ model, grounding, path: below }) => {
      const tool = searchToolOf({ grounding });
      if (!tool || model === undefined) return [];
      const path = [name, kind, ...below];
      const instead = step.fallback?.model;
      return {
        tool,
        path,
        bases: [
          { base: model, path: [...path, 'model'] },
          ...(instead === undefined ? [] : [{ base: instead, path: [name, 'fallback', 'model'] }]),
        ],
      };
    });
  });
}

/** Whatever searches for an answer: the model that gives it, and steps. */
export function searchToolsOf(pipeline: Pick<PipelineSpec, 'grounding' | 'serving'>): SearchTool[] {
  const own = searchToolOf(pipeline);
  const ofSteps = stepSearches(pipeline).map(({ tool }) => tool);
  return own ? [own, ...ofSteps] : ofSteps;
}
