/** Submissions to pipelines of whatever names and sources. */
import { submissionTo, type Submission } from '../../../cli/export/submission';
import type { PipelineSpec } from '../../../schemas/generated/types';

/** @param sources whether each is required */
export function submission(
  name: string,
  sources: Record<string, boolean>,
  complete: PipelineSpec['batch']['complete'] = 'sources',
): Submission {
  const spec = {
    name,
    sources: Object.fromEntries(Object.entries(sources).map(([source, required]) => [source, { required }])),
    batch: { complete },
  };
  return submissionTo(spec as unknown as PipelineSpec, {
    project: 'acme-ml',
    landing: 'acme-ml-landing',
    artifacts: 'acme-ml-artifacts',
  });
}
