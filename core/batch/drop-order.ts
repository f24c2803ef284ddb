/** In which order the objects of a batch are dropped again. */
import type { Run } from '../../schemas/generated/types';
import type { SourceRules } from './whole-batch';

type Dropped = Pick<Run['trigger']['objects'][number], 'name' | 'generation'>;

/** What completes the batch comes last: its marker, where it had one, else a source that the pipeline requires. */
export function dropOrder({ objects, marker }: Run['trigger'], sources: SourceRules): Dropped[] {
  const isRequired = ({ source }: { source: string }): boolean => sources[source]?.required ?? true;
  return [
    ...objects.filter((object) => !isRequired(object)),
    ...objects.filter(isRequired),
    ...(marker ? [marker] : []),
  ];
}
