/** The corpora that a pipeline's answers rest on, with where pipeline.yaml names them. */
import type { PipelineSpec } from '../../schemas/generated/types';

export function corporaBehind({
  grounding,
  serving,
}: Pick<PipelineSpec, 'grounding'> & Partial<Pick<PipelineSpec, 'serving'>>): { corpus: string; path: string[] }[] {
  const steps = Object.entries(serving?.chain?.steps ?? {});
  return [
    ...(grounding?.corpus === undefined ? [] : [{ corpus: grounding.corpus, path: ['grounding', 'corpus'] }]),
    ...steps.flatMap(([name, { retrieve }]) =>
      retrieve ? [{ corpus: retrieve.corpus, path: ['serving', 'chain', 'steps', name, 'retrieve', 'corpus'] }] : [],
    ),
  ];
}
