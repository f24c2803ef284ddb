/** A batch: what was dropped together, and what is made of it when one of its objects is announced. */
import type { Configuration, Run } from '../../../schemas/generated/types';
import type { ObjectInfo } from '../../shared/stage/objects';
import { markerName, parseLandingPath, shownFile, type LandingPath } from '../../../core/batch/landing-path';
import { hasParts, isSource, missingSources, needsMarker } from '../../../core/batch/whole-batch';

export type Trigger = Run['trigger'];
export type LandedObject = Trigger['objects'][number];

/** One version of a batch's object. */
type Version = ObjectInfo & LandingPath;

export interface BatchQuestion {
  /** The object that is announced. */
  landed: { name: string; generation: string };
  path: LandingPath;
  /** Every object of the batch with all its versions. */
  history: ObjectInfo[];
  /** Undefined when the pipeline is unknown, or does not compile. */
  configuration: Configuration | undefined;
}

export type BatchAnswer =
  /** `isAnotherObjectsRun` when another object has completed it, whose own announcement makes it as well. */
  | { run: Omit<Trigger, 'bucket'>; isAnotherObjectsRun?: boolean }
  /** Nothing is to be done; why. `isLate` when a person should know. */
  | { because: string; isLate?: boolean };

/**
 * The run that this object completes, if it does. The answer looks at the batch as it was when the object was made, so that
 * it stays the same however late, how often and in what order a batch's objects are announced.
 */
export function askBatch({ landed, path, history, configuration }: BatchQuestion): BatchAnswer {
  const versions = history.flatMap((version): Version[] => {
    const parsed = parseLandingPath(version.name);
    return typeof parsed === 'string' ? [] : [{ ...version, ...parsed }];
  });
  const own = versions.find(({ name, generation }) => name === landed.name && generation === landed.generation);
  if (!own) return { because: 'it is gone' };
  if (own.isOurs) return { because: 'Landfall wrote it' };

  const there = asOf(own.timeCreated, own, versions);
  if (path.isMarker)
    return atMarker(
      own,
      there.filter(({ isMarker }) => !isMarker),
      versions,
      configuration,
    );
  const marker = there.find(({ isMarker }) => isMarker);
  if (marker)
    return { because: `it came after ${shownFile(marker.name)}: write that again to take it in`, isLate: true };
  if (!configuration || !isSource(configuration.pipeline, path.source)) {
    // It makes a run of its own, which fails and says why; the rest of its batch is not touched.
    if (path.part === undefined && configuration?.pipeline.batch.complete !== 'marker') return runOf([own]);
    return { because: `waiting for ${markerName}` };
  }
  return atFile(own, there, versions, configuration);
}

function atFile(own: Version, there: Version[], versions: Version[], configuration: Configuration): BatchAnswer {
  const { pipeline } = configuration;
  const known = (batch: Version[]) => batch.filter(({ source }) => isSource(pipeline, source));
  if (needsMarker(pipeline, known(there))) return { because: `waiting for ${markerName}` };
  const missing = missingSources(pipeline, known(there));
  if (missing.length === 0) return runOf(known(there));

  // Of two files made in the same moment each may have been announced before the other could be seen, and each may pass for
  // the older one: so the older makes the run as well that the younger should.
  for (const { timeCreated } of laterThan(own, known(versions))) {
    const then = asOf(timeCreated, own, versions);
    if (then.some(({ isMarker }) => isMarker) || needsMarker(pipeline, known(then))) break;
    if (missingSources(pipeline, known(then)).length === 0) return { ...runOf(known(then)), isAnotherObjectsRun: true };
  }
  return { because: `waiting for ${missing.join(', ')}` };
}

/** What came to the batch after an object, as long as that was live. */
function laterThan({ timeCreated, timeDeleted }: Version, versions: Version[]): Version[] {
  return versions
    .filter((other) => other.timeCreated > timeCreated && !(timeDeleted && other.timeCreated >= timeDeleted))
    .toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1))
    .slice(0, 100);
}

function atMarker(
  marker: Version,
  data: Version[],
  versions: Version[],
  configuration: Configuration | undefined,
): BatchAnswer {
  // Each of its files has made a run of its own by now, and said so.
  if (!configuration && !hasParts(data)) return { because: 'no pipeline waits for it' };
  const { name, generation, timeCreated } = marker;
  const isFirst = !versions.some((other) => other.isMarker && other.timeCreated < timeCreated);
  const pipeline = configuration?.pipeline;
  const isComplete = pipeline && !needsMarker(pipeline, data) && missingSources(pipeline, data).length === 0;
  // Files that were a batch without it have made a run already: the first marker after them announces the same one.
  if (isFirst && isComplete && data.every(({ source }) => isSource(pipeline, source)))
    return { ...runOf(data), isAnotherObjectsRun: true };
  return runOf(data.length > 0 ? data : [marker], { name, generation, timeCreated });
}

/** The batch at a moment in which a version of one of its objects was there: one version of each name, without Landfall's own. */
function asOf(moment: string, own: Version, versions: Version[]): Version[] {
  const there = new Map<string, Version>();
  for (const version of versions) {
    const isGone = version.timeDeleted !== undefined && version.timeDeleted <= moment;
    if (version.isOurs || isGone || version.timeCreated > moment) continue;
    const other = there.get(version.name);
    if (!other || BigInt(version.generation) > BigInt(other.generation)) there.set(version.name, version);
  }
  return [...there.set(own.name, own).values()];
}

const runOf = (data: Version[], marker?: Trigger['marker']): { run: Omit<Trigger, 'bucket'> } => ({
  run: {
    objects: data.map(({ source, name, generation, bytes, crc32c, timeCreated, isMarker }) => {
      return { source: isMarker ? markerName : source, name, generation, bytes, crc32c, timeCreated };
    }),
    ...(marker && { marker }),
  },
});
