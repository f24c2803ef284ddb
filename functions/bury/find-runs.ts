/** The runs that a dead letter was about. */
import { atMost } from '../../core/at-most';
import { announcementOf } from '../../core/batch/announcement';
import { parseLandingPath } from '../../core/batch/landing-path';
import { triggersPrefix, type RunName } from '../../core/ledger-layout';
import type { EventData, Run } from '../../schemas/generated/types';
import type { StageDeps } from '../shared/stage/stage';
import type { Letter } from './letter';

export async function findRuns({ event }: Letter, deps: StageDeps): Promise<Run[]> {
  const { run, pipeline } = event.data as Partial<RunName>;
  if (run !== undefined && pipeline !== undefined) {
    const found = await deps.ledger.findRun({ run, pipeline });
    return found ? [found] : [];
  }
  return event.type === 'landfall.dataset.landed.v1' ? madeBy(event.data, deps) : [];
}

/**
 * Those that the object's announcement has made: of all runs of its pipeline only those younger than the object are looked at,
 * and no others are held, each with its whole configuration. They may be older than the message, which may be a duplicate, or
 * one that a person has published again.
 */
async function madeBy(
  { bucket, name, generation }: EventData['landfall.dataset.landed.v1'],
  { ledger, objects }: StageDeps,
): Promise<Run[]> {
  const path = parseLandingPath(name);
  if (typeof path === 'string') return [];
  const triggers = await objects.list(ledger.artifactUri(triggersPrefix(path.pipeline)));
  const younger = triggers.filter(({ timeCreated }) => Date.parse(timeCreated) >= madeAt(generation));
  const made = await atMost(16, younger, async ({ uri }) => {
    const run = JSON.parse((await objects.read(uri))!.text) as Run;
    const by = announcementOf(run.trigger);
    return by.bucket === bucket && by.name === name && by.generation === generation ? [run] : [];
  });
  return made.flat();
}

/** Milliseconds since 1970: Cloud Storage numbers generations by the microsecond. A smaller number has us look at more runs. */
const madeAt = (generation: string): number => Math.floor(Number(generation) / 1000);
