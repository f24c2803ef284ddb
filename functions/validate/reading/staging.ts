/** Reads a landed object into staging, unless any run of any pipeline has read it before. */
import { gsUri } from '../../../core/gs-uri';
import { stagedFolder, quarantinePath } from '../../../core/ledger-layout';
import type { Configuration, Run, StagedObject } from '../../../schemas/generated/types';
import { digest } from '../../../core/digest';
import { isRetryable } from '../../../core/errors';
import { acquireLease } from '../../shared/stage/lease';
import { loadOnce } from '../../shared/warehouse/staged-table';
import type { StageContext, StageDeps } from '../../shared/stage/stage';
import type { Config } from '../../shared/stage/config';
import type { Warehouse } from '../../shared/warehouse/warehouse';
import type { LandedObject } from '../batch/ask-batch';
import { checkObject } from './check-object';
import type { Limits } from '../../../formats/text/blocks';
import { isLong } from './object-output';
import { createStagedParts } from './staged-parts';
import { belowBatch, parseBatchPath, shownFile } from '../../../core/batch/landing-path';

/** Raised when the readers or the row check make something else of the same bytes, so that those are read again. */
const readerVersion = 2;

export type StagingDeps = StageDeps & {
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset'>;
  /** How files are cut into blocks and parts; what is usual, by default. */
  limits?: Limits;
};

export type StagingContext = StageContext<StagingDeps> & { run: Run & { configuration: Configuration } };

/** How long a twin that reads the same object is waited for: one that takes longer may take several deliveries. */
const patience = { pauses: 40, pause: 250 };

/**
 * What became of the object, its clean rows in a file of their own; undefined when the time was up before, or a twin reads
 * it for long.
 * @throws PermanentError when the object as a whole cannot be read
 */
export async function readOnce(object: LandedObject, context: StagingContext): Promise<StagedObject | undefined> {
  const { deps, isTimeUp } = context;
  const key = stagingKey(object, context.run);
  const uri = deps.ledger.artifactUri(`${stagedFolder(key)}object.json`);

  for (let pauses = 0; ; pauses++) {
    const known = await findStaged(uri, deps);
    if (known) {
      if (pauses === 0) context.log.info(`${shownFile(object.name)} was read before and is used again`, { key });
      return known;
    }
    if (isTimeUp()) return undefined;
    try {
      const lease = await acquireLease(deps.ledger.artifactUri(`${stagedFolder(key)}lease.json`), deps);
      try {
        return await read(object, key, uri, context, lease.signal);
      } finally {
        await lease.release();
      }
    } catch (error) {
      // What has lost the run's own lease waits for nothing.
      if (!isRetryable(error) || context.signal.aborted) throw error;
      if (pauses >= patience.pauses) return undefined;
      await deps.clock.sleep(patience.pause);
    }
  }
}

/** What was recorded, unless someone has cleared away the rows that it speaks of. */
async function findStaged(uri: string, { objects }: StagingDeps): Promise<StagedObject | undefined> {
  const found = await objects.read(uri);
  if (!found) return undefined;
  const staged = JSON.parse(found.text) as StagedObject;
  const files = await objects.list(staged.cleanUri);
  return files.some((file) => file.uri === staged.cleanUri) ? staged : undefined;
}

/** The object's staging table, filled. */
export async function stageRows(staged: StagedObject, { run, deps }: StagingContext): Promise<void> {
  await loadOnce(staged, run.configuration.rowSchemas[staged.source] ?? {}, { ...deps, run });
}

async function read(
  object: LandedObject,
  key: string,
  uri: string,
  { run, deps, log, signal, isTimeUp }: StagingContext,
  lost: AbortSignal,
): Promise<StagedObject | undefined> {
  const { name, source, generation, bytes } = object;
  const { rowSchemas, pipeline } = run.configuration;
  const { objects, clock, limits } = deps;
  const partsFolder = deps.ledger.artifactUri(`${stagedFolder(key)}parts/`);
  const checked = await checkObject(
    {
      uri: gsUri({ bucket: run.trigger.bucket, name }),
      generation,
      bytes,
      file: shownFile(name),
      source,
      spec: pipeline.sources[source]!,
      rowSchema: rowSchemas[source] ?? {},
      maxFieldCharacters: pipeline.validation.maxFieldCharacters,
      cleanUri: deps.ledger.artifactUri(`${stagedFolder(key)}clean.jsonl`),
      quarantineUri: deps.ledger.artifactUri(quarantinePath(run, quarantineName(object))),
      partsFolder,
    },
    { objects, clock, log: log.with({ source }), signal: AbortSignal.any([signal, lost]), isTimeUp, limits },
  );
  if (!checked) return undefined;
  const table = `${deps.config.project}.${deps.config.stagingDataset}.s_${key}`;
  const staged = await deps.ledger.writeOnce<StagedObject>(uri, { key, table, ...checked });
  if (isLong(checked, limits)) await createStagedParts(partsFolder, objects).clear();
  return staged;
}

/** 16 hex digits over the object and all that decides how it is read: nothing of the run or the pipeline. */
function stagingKey(
  { source, name, generation }: LandedObject,
  { trigger, configuration }: StagingContext['run'],
): string {
  const { pipeline, rowSchemas } = configuration;
  const { format, delimiter, form } = pipeline.sources[source]!;
  return digest({
    uri: gsUri({ bucket: trigger.bucket, name }),
    generation,
    rowSchema: rowSchemas[source] ?? {},
    spec: { format, delimiter, form },
    maxFieldCharacters: pipeline.validation.maxFieldCharacters,
    readerVersion,
  }).slice(0, 16);
}

/** SOURCE, or SOURCE/PART: a part whose name is long or unusual goes by the tame part of it and a digest. */
export function quarantineName({ source, name }: Pick<LandedObject, 'source' | 'name'>): string {
  const path = parseBatchPath(belowBatch(name));
  const part = typeof path === 'string' ? undefined : path.part;
  if (part === undefined) return source;
  if (/^[\w-][\w.-]{0,79}$/.test(part)) return `${source}/${part}`;
  return `${source}/${part.replace(/[^\w.-]+/g, '-').slice(0, 40)}-${digest(part).slice(0, 8)}`;
}
