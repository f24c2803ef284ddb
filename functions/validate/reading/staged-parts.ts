/**
 * The parts of a long object: each is recorded when its rows are stored, so that whoever comes next goes on behind it. What a
 * part holds follows from the object alone, so that twins, dead or alive, write the same under the same name.
 */
import { atMost } from '../../../core/at-most';
import { isConflict } from '../../../core/errors';
import { composeAll } from '../../shared/stage/compose';
import type { Objects } from '../../shared/stage/objects';
import type { Position } from '../../../formats/cutter';
import type { Targets, Written } from './part-writer';

export interface StagedPart extends Written {
  /** Where the next part begins; absent when the object ends with this one. */
  next?: Position;
}

export interface StagedParts {
  /** What is recorded from the first part on, as far as none is missing. */
  find(): Promise<StagedPart[]>;
  /** Where the rows of a part go; parts are counted from 1. */
  targets(part: number): Targets;
  record(part: number, written: StagedPart): Promise<void>;
  /** Joins the rows of all parts into the objects that they are parts of; without a quarantine when none holds any. */
  join(target: Pick<Targets, 'cleanUri'> & Partial<Targets>): Promise<void>;
  /** Removes what is only needed until the object is recorded. */
  clear(): Promise<void>;
}

const requestsAtOnce = 16;

/** @param folder gs:// address, its slash included; beside the parts there may be a Parquet file that was unpacked for them */
export function createStagedParts(folder: string, objects: Objects): StagedParts {
  // List by name is list by number.
  const digits = (part: number) => String(part).padStart(6, '0');
  const recordOf = (part: number) => `${folder}part-${digits(part)}.json`;
  const targets = (part: number): Targets => ({
    cleanUri: `${folder}clean-${digits(part)}`,
    quarantineUri: `${folder}quarantine-${digits(part)}`,
  });
  const uris = async () => (await objects.list(folder)).map(({ uri }) => uri);

  return {
    targets,
    async find() {
      const there = new Set(await uris());
      const isThere = (part: number) => there.has(recordOf(part)) && there.has(targets(part).cleanUri);
      const numbers: number[] = [];
      for (let part = 1; isThere(part); part++) numbers.push(part);
      const found = await atMost(requestsAtOnce, numbers, async (part) => {
        const record = await objects.read(recordOf(part));
        return record && (JSON.parse(record.text) as StagedPart);
      });
      const isUsable = (part: StagedPart | undefined, index: number) =>
        part !== undefined && (part.quarantined === 0 || there.has(targets(index + 1).quarantineUri));
      const missing = found.findIndex((part, index) => !isUsable(part, index));
      return found.slice(0, missing < 0 ? undefined : missing) as StagedPart[];
    },
    async record(part, written) {
      await objects.write(recordOf(part), JSON.stringify(written), { ifGeneration: '0' }).catch((error: unknown) => {
        // A twin's says the same.
        if (!isConflict(error)) throw error;
      });
    },
    async join({ cleanUri, quarantineUri }) {
      await composeAll(objects, `${folder}clean-`, cleanUri);
      if (quarantineUri !== undefined) await composeAll(objects, `${folder}quarantine-`, quarantineUri);
    },
    async clear() {
      const all = await uris();
      const isRecord = (uri: string) => uri.endsWith('.json');
      const remove = (some: string[]) => atMost(requestsAtOnce, some, (uri) => objects.remove(uri));
      // No record may outlive what it speaks of.
      await remove(all.filter(isRecord));
      await remove(all.filter((uri) => !isRecord(uri)));
    },
  };
}
