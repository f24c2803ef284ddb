/** Reads all objects of a run, and has their rows loaded meanwhile. */
import type { StagedObject } from '../../../schemas/generated/types';
import { atMost } from '../../../core/at-most';
import { isPermanent, PermanentError } from '../../../core/errors';
import { plural } from '../../../core/wording';
import type { LandedObject } from '../batch/ask-batch';
import { readOnce, stageRows, type StagingContext } from './staging';

/** Objects up to this size, in bytes, are read four at a time: of many small parts most of the time is waiting. */
const small = 4_000_000;

/**
 * Reads the objects, large ones one after the other for memory's sake, while the rows of those before are being loaded.
 * Undefined when some are left for the next delivery.
 */
export async function readObjects(
  context: StagingContext,
): Promise<{ staged: StagedObject[]; failures: PermanentError[] } | undefined> {
  const objects = context.run.trigger.objects.filter(({ bytes }) => bytes > 0);
  const outcomes = new Map<LandedObject, StagedObject | PermanentError>();
  const loads: Promise<void>[] = [];
  const read = async (object: LandedObject) => {
    try {
      const staged = await readOnce(object, context);
      if (!staged) return;
      outcomes.set(object, staged);
      const load = stageRows(staged, context);
      // Awaited below; until then a failure must not count as one that nobody handles.
      load.catch(() => {});
      loads.push(load);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      // The other objects are read all the same: whoever corrects one wants to know of all.
      outcomes.set(object, error as PermanentError);
    }
  };
  const isSmall = ({ bytes }: LandedObject) => bytes <= small;
  await atMost(4, objects.filter(isSmall), read);
  await atMost(
    1,
    objects.filter((object) => !isSmall(object)),
    read,
  );
  await Promise.all(loads);
  if (outcomes.size < objects.length) return undefined;

  const found = objects.map((object) => outcomes.get(object)!);
  return {
    staged: found.filter((outcome): outcome is StagedObject => !isPermanent(outcome)),
    failures: found.filter((outcome): outcome is PermanentError => isPermanent(outcome)),
  };
}

/** All that cannot be read as one error; the first one's place and fix, of several. */
export function unreadable(failures: PermanentError[]): PermanentError {
  const [first] = failures;
  if (failures.length === 1) return first!;
  const reasons = failures.slice(0, 10).map(({ message, where }) => (where ? `${where}: ${message}` : message));
  const more = failures.length > 10 ? `; and ${failures.length - 10} more` : '';
  const message = `${plural(failures.length, 'file')} cannot be read: ${reasons.join('; ')}${more}`;
  return new PermanentError(message, { where: first!.where, fix: first!.fix, cause: first });
}
