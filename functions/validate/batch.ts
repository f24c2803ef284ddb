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

/** The sources of a pipeline for which a batch has no object yet. */
export function missingSources({ pipeline }: Configuration, objects: LandedObject[]): string[] {
  return Object.keys(pipeline.sources).filter((source) => !objects.some((object) => object.source === source));
}

/** Objects of the listing that lie in the batch, those of a pipeline's sources only when the pipeline is known. */
export function landedObjects(listing: ObjectInfo[], configuration?: Configuration): LandedObject[] {
  return listing.flatMap(({ name, generation, bytes, crc32c, timeCreated }) => {
    const source = parseLandingPath(name)?.source;
    const isWanted = source && (!configuration || source in configuration.pipeline.sources);
    return isWanted ? [{ source, name, generation, bytes, crc32c, timeCreated }] : [];
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
    const source = configuration.pipeline.sources[object.source];
    const sources = Object.entries(configuration.pipeline.sources).map(([name, { format }]) => `${name}.${format}`);
    if (!source || parseLandingPath(object.name)?.extension !== source.format) {
      throw new PermanentError(`${object.name.split('/').at(-1)} is no source of ${pipeline}`, {
        where: uri(object),
        fix: `name the file after its source: ${sources.join(', ')}`,
      });
    }
    if (object.bytes === 0) throw new PermanentError('the file is empty', { where: uri(object), fix: 'drop it again' });
  }
  return configuration;
}
