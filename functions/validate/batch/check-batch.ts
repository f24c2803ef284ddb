/** Whether what a batch holds can be read as its pipeline's sources at all. */
import type { Configuration, Run } from '../../../schemas/generated/types';
import { PermanentError } from '../../../core/errors';
import { plural } from '../../../core/wording';
import type { LandedObject } from './ask-batch';
import { belowBatch, markerName, parseBatchPath, shownFile, shownUri } from '../../../core/batch/landing-path';
import { layerOf } from '../../../core/batch/layers';
import { isOneSource, isSource, missingSources, mostObjects } from '../../../core/batch/whole-batch';

/** @throws PermanentError when the run's objects cannot be read as its pipeline's sources. */
export function checkBatch({ bucket, objects }: Run['trigger'], { pipeline }: Configuration): void {
  const uri = (object: LandedObject) => shownUri(bucket, object.name);
  const folder = uri(objects[0]!).split('/').slice(0, 5).join('/');

  const data = objects.filter((object) => !isMarker(object));
  for (const object of data) {
    if (isSource(pipeline, object.source)) continue;
    throw new PermanentError(`${shownFile(object.name)} is no source of ${pipeline.name}`, {
      where: uri(object),
      fix: `name a file after its source, and a folder of parts as well: ${Object.keys(pipeline.sources).join(', ')}`,
    });
  }
  const missing = missingSources(pipeline, data);
  if (missing.length > 0)
    throw new PermanentError(data.length === 0 ? 'the batch holds no files' : `the batch lacks ${missing.join(', ')}`, {
      where: `${folder}/${markerName}`,
      fix: `add ${missing.join(', ')}, then write ${markerName} again`,
    });
  for (const source of Object.keys(pipeline.sources))
    checkSource(
      data.filter((each) => each.source === source),
      uri,
    );
  for (const object of data) {
    if (layerOf(pathOf(object.name)?.part) === 0 || pipeline.sources[object.source]?.unique?.length) continue;
    throw new PermanentError(`${object.source} has no unique columns: nothing says which rows the added ones replace`, {
      where: uri(object),
      fix: `name the columns that name a row in pipeline.yaml (sources.${object.source}.unique), or drop the whole data set`,
    });
  }
  if (data.length > mostObjects)
    throw new PermanentError(`the batch holds ${plural(data.length, 'object')}, more than ${mostObjects}`, {
      where: folder,
      fix: `join the parts into fewer files, then write ${markerName} again`,
    });
}

/** @throws PermanentError when a source is there more than once, or holds nothing. */
function checkSource(objects: LandedObject[], uri: (object: LandedObject) => string): void {
  if (!isOneSource(objects.map(({ name }) => ({ part: pathOf(name)?.part })))) {
    const names = objects.slice(0, 3).map(({ name }) => shownFile(name));
    throw new PermanentError(`the source ${objects[0]!.source} is there more than once: ${names.join(', ')}`, {
      where: objects.slice(0, 3).map(uri).join(', '),
      fix: `keep one of them, or put parts that belong together into a folder of the source and write ${markerName}`,
    });
  }
  // Some of many parts may be empty: whoever writes them in parallel does not know how many rows there will be.
  const first = objects[0];
  if (first && objects.every(({ bytes }) => bytes === 0))
    throw new PermanentError('the file is empty', { where: uri(first), fix: 'drop a file with rows' });
}

const isMarker = ({ name }: LandedObject) => pathOf(name)?.isMarker;
const pathOf = (name: string) => {
  const path = parseBatchPath(belowBatch(name));
  return typeof path === 'string' ? undefined : path;
};

/** The pipeline as it was deployed when the batch came. @throws PermanentError when there is none, or it does not compile. */
export function compiledPipeline({ pipeline, trigger, configuration, problems = [] }: Run): Configuration {
  if (problems.length > 0) {
    const reasons = problems.map(({ reason }) => reason).join('; ');
    throw new PermanentError(`the pipeline ${pipeline} does not compile: ${reasons}`, {
      where: problems.map(({ file, line }) => `${file}, line ${line}`).join('; '),
      fix: 'correct it, deploy it, and drop the batch again',
    });
  }
  if (configuration) return configuration;
  throw new PermanentError(`there is no pipeline ${pipeline}`, {
    where: shownUri(trigger.bucket, trigger.objects[0]!.name),
    fix: `drop the file into a folder named for a pipeline, or add pipelines/${pipeline}/ and deploy it`,
  });
}
