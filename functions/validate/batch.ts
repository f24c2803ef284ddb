/** A batch: the objects that were dropped together, one for each source of a pipeline. */
import type { Configuration, Run } from '../../schemas/generated/types';
import { digest } from '../shared/digest';
import { PermanentError } from '../shared/errors';
import type { ObjectInfo } from '../shared/objects';

export type LandedObject = Run['trigger']['objects'][number];

/** PIPELINE/BATCH/SOURCE.EXT */
export interface LandingPath {
  pipeline: string;
  batch: string;
  source: string;
  extension: string;
}

/** Undefined when a name is not that of a landing object. */
export function parseLandingPath(name: string): LandingPath | undefined {
  const [, pipeline, batch, source, extension] = /^([^/]+)\/([^/]+)\/([^/]+)\.([^/.]+)$/.exec(name) ?? [];
  return pipeline && batch && source && extension ? { pipeline, batch, source, extension } : undefined;
}

/** True when a pipeline reads files of that name: the source is one of its own, in the format that it declares. */
export function isSourceOf({ pipeline }: Configuration, { source, extension }: LandingPath): boolean {
  return pipeline.sources[source]?.format === extension;
}

/** The sources of a pipeline for which a batch has no object yet. */
export function missingSources({ pipeline }: Configuration, objects: LandedObject[]): string[] {
  return Object.keys(pipeline.sources).filter((source) => !objects.some((object) => object.source === source));
}

/** The objects of a listing that satisfy `isWanted`, as a run records them. */
export function landedObjects(
  listing: ObjectInfo[],
  isWanted: (path: LandingPath, name: string) => boolean,
): LandedObject[] {
  return listing.flatMap(({ name, generation, bytes, crc32c, timeCreated }) => {
    const path = parseLandingPath(name);
    return path && isWanted(path, name) ? [{ source: path.source, name, generation, bytes, crc32c, timeCreated }] : [];
  });
}

/** The run that these objects make under this configuration: the same ones always make the same run. */
export function identifyRun(
  pipeline: string,
  bucket: string,
  objects: LandedObject[],
  configurationDigest = '',
): string {
  const newest =
    objects
      .map(({ timeCreated }) => timeCreated)
      .sort()
      .at(-1) ?? '';
  const identity = objects
    .map(({ name, generation }) => ({ bucket, name, generation }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const made = digest({ pipeline, objects: identity, configurationDigest });
  return `${newest.slice(0, 10).replaceAll('-', '')}-${made.slice(0, 8)}`;
}

/** @throws PermanentError when the run's objects cannot be read as its pipeline's sources. */
export function checkBatch({ pipeline, trigger, configuration, problems = [] }: Run): Configuration {
  const uri = (object: LandedObject) => `gs://${trigger.bucket}/${object.name}`;
  const first = trigger.objects[0]!;
  if (problems.length > 0) {
    throw new PermanentError(
      `the pipeline ${pipeline} does not compile: ${problems.map(({ reason }) => reason).join('; ')}`,
      {
        where: problems.map(({ file, line }) => `${file}, line ${line}`).join('; '),
        fix: 'correct it, deploy it, and drop the batch again',
      },
    );
  }
  if (!configuration) {
    throw new PermanentError(`there is no pipeline ${pipeline}`, {
      where: uri(first),
      fix: `drop the file into a folder named for a pipeline, or add pipelines/${pipeline}/ and deploy it`,
    });
  }
  for (const object of trigger.objects) {
    const sources = Object.entries(configuration.pipeline.sources).map(([name, { format }]) => `${name}.${format}`);
    if (!isSourceOf(configuration, parseLandingPath(object.name)!)) {
      throw new PermanentError(`${object.name.split('/').at(-1)} is no source of ${pipeline}`, {
        where: uri(object),
        fix: `name the file after its source: ${sources.join(', ')}`,
      });
    }
    if (object.bytes === 0)
      throw new PermanentError('the file is empty', { where: uri(object), fix: 'drop a file with rows' });
  }
  return configuration;
}
