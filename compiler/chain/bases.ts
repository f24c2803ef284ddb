/** The base models that a chain asks as they are. */
import { describedStep, stepKindsOf } from '../../core/chain/kinds';
import type { PipelineSpec } from '../../schemas/generated/types';
import type { Purpose } from '../../core/bases';
import type { ValuePath } from '../source-file';

/** Each with where it stands; of a step that is of no kind, or of two, none. */
export function chainBasesOf({ serving }: Pick<PipelineSpec, 'serving'>) {
  const steps = Object.entries(serving?.chain?.steps ?? {}).filter(([, step]) => stepKindsOf(step).length === 1);
  return steps.flatMap(([name, step]) => {
    const at = (...path: string[]): ValuePath => ['serving', 'chain', 'steps', name, ...path];
    const { kind, asks } = describedStep(step);
    const instead = step.fallback?.model;
    return [
      ...asks.flatMap(({ path, model }) =>
        model === undefined ? [] : [{ base: model, path: at(kind, ...path, 'model') }],
      ),
      ...(instead === undefined ? [] : [{ base: instead, path: at('fallback', 'model') }]),
    ].map((named) => ({ ...named, purpose: 'answers' as Purpose }));
  });
}
