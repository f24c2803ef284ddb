/** The name of the run that a batch makes. */
import type { Run } from '../../../schemas/generated/types';
import { digest } from '../../../core/digest';

/** The same objects, under the same marker if one was needed, always make the same run of a configuration. */
export function identifyRun(
  pipeline: string,
  { bucket, objects, marker }: Run['trigger'],
  configurationDigest = '',
): string {
  const times = [...objects, ...(marker ? [marker] : [])].map(({ timeCreated }) => timeCreated);
  const newest = times.toSorted().at(-1) ?? '';
  const identity = objects
    .map(({ name, generation }) => ({ bucket, name, generation }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const made = digest({ pipeline, objects: identity, marker: marker?.generation, configurationDigest });
  return `${newest.slice(0, 10).replaceAll('-', '')}-${made.slice(0, 8)}`;
}
