/** Time for a warehouse that forgets: results after a day, staging tables after as many days as infra/ gives them. */
import type { BigQuery } from '@google-cloud/bigquery';
import { systemClock, type Clock } from '../../local/clock';
import type { World } from '../functions/fakes';

export const day = 24 * 60 * 60 * 1000;
export const stagingDays = 3;

export async function createStaging(client: BigQuery): Promise<void> {
  const [staging] = await client.createDataset('staging');
  await staging.setMetadata({ defaultTableExpirationMs: String(stagingDays * day) });
}

export interface MovedClock extends Clock {
  move(milliseconds: number): void;
}

/** Goes on by itself, as jobs need it to, and ahead of the system's by as much as it is moved. */
export function createMovedClock(): MovedClock {
  let ahead = 0;
  return { ...systemClock, now: () => Date.now() + ahead, move: (milliseconds) => void (ahead += milliseconds) };
}

/** The same world at the time that the warehouse has. */
export const withClock = (world: World, clock?: Clock): World =>
  clock ? { ...world, clock: { ...world.clock, now: () => new Date(clock.now()) } } : world;
