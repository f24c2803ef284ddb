/** Which object's announcement has made a run. */
import type { Run } from '../../schemas/generated/types';

type Trigger = Run['trigger'];
type Announced = Pick<Trigger['objects'][number], 'name' | 'generation'> & { bucket: string };

/** The marker, where one was needed, else the newest object: with it the batch was complete. */
export function announcementOf({ bucket, objects, marker }: Trigger): Announced {
  const newest = objects.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1)).at(-1)!;
  const { name, generation } = marker ?? newest;
  return { bucket, name, generation };
}
