/** index: a file that was dropped for a corpus is read, cut into passages, embedded, and from then on found by questions. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { CorpusConfiguration, EventData, RefusedFile } from '../../schemas/generated/types';
import { belowBatch, parseLandingPath, shownFile, type LandingPath } from '../../core/batch/landing-path';
import { isMissing, isPermanent } from '../../core/errors';
import { isOutdated, withFile, withRefused, withWhole, type Dropped } from '../../core/grounding/corpus';
import { corpusConfigurationPath } from '../../core/ledger-layout';
import { index } from '../../core/functions';
import { plural } from '../../core/wording';
import { eventHeard, toComeAgain } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { startTimeLimit } from '../shared/stage/time-limit';
import { changeCorpus, currentContents } from './corpus-state';
import { indexSource, type IndexSourceDeps } from './index-source';
import { readText } from './read-text';

export type IndexDeps = IndexSourceDeps;

type Landed = EventData['landfall.dataset.landed.v1'];

/** The CloudEvent function. It returns when the file is in its corpus, put aside, or no corpus's; and throws until then. */
export function createIndex(createDeps: () => IndexDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const landed = eventHeard(index, cloudEvent.data?.message ?? {}, deps.log)?.data;
    if (!landed) return;
    const limit = startTimeLimit(index.timeLimit, deps.clock);
    try {
      await limit.within(take(landed, deps, limit.signal));
    } catch (error) {
      throw toComeAgain(error, deps.log);
    } finally {
      limit.stop();
    }
  };
}

/** What is dropped for a pipeline is validate's, and so is what is dropped for nothing. */
async function take(landed: Landed, deps: IndexDeps, signal: AbortSignal): Promise<void> {
  const path = parseLandingPath(landed.name);
  if (typeof path === 'string') return;
  const found = await deps.objects.read(deps.ledger.artifactUri(corpusConfigurationPath(path.pipeline)));
  if (!found) return;
  const configuration = JSON.parse(found.text) as CorpusConfiguration;
  const log = deps.log.with({ pipeline: path.pipeline });
  const dropped = await droppedVersion(landed, path, deps);
  if (!dropped) return log.info(`${shownFile(landed.name)}: it is gone, or Landfall wrote it`);

  if (path.isMarker) {
    const { batch, timeCreated } = dropped;
    const state = await changeCorpus(configuration, deps, signal, (contents) =>
      withWhole(contents, { batch, timeCreated }),
    );
    return log.info(`${batch} is the whole corpus: ${plural(state.files.length, 'file')}`, { version: state.version });
  }
  if (isOutdated(dropped, await currentContents(configuration, deps)))
    return log.info(`${shownFile(landed.name)}: it is known, or a younger version is`);
  const read = await readFile(dropped, configuration, deps, signal);
  if ('reason' in read) {
    await changeCorpus(configuration, deps, signal, (contents) => withRefused(contents, { ...dropped, ...read }));
    return log.error(`${shownFile(landed.name)} is put aside: ${read.reason}; ${read.fix}`, { where: dropped.landed });
  }
  const { tokens, ...indexed } = read;
  const state = await changeCorpus(configuration, deps, signal, (contents) =>
    withFile(contents, { ...dropped, ...indexed }),
  );
  for (const { start, end, score } of indexed.suspects ?? [])
    log.warning(`${shownFile(landed.name)}: bytes ${start} to ${end} seem to speak to a model`, {
      where: indexed.object,
      score,
    });
  log.info(`${shownFile(landed.name)}: ${plural(indexed.passages, 'passage')}`, { version: state.version, tokens });
}

/** The announced version as its bucket has it; undefined once that is gone. */
async function droppedVersion(
  { bucket, name, generation }: Landed,
  { batch }: LandingPath,
  { objects }: IndexDeps,
): Promise<Dropped | undefined> {
  const uri = `gs://${bucket}/${name}`;
  const versions = await objects.list(uri, { versions: true });
  const own = versions.find((version) => version.uri === uri && version.generation === generation);
  if (!own || own.isOurs) return undefined;
  return { name: belowBatch(name), batch, landed: uri, generation, timeCreated: own.timeCreated };
}

type Refusal = Pick<RefusedFile, 'reason' | 'fix'>;

async function readFile(dropped: Dropped, configuration: CorpusConfiguration, deps: IndexDeps, signal: AbortSignal) {
  const { landed, generation, name } = dropped;
  const bytes = await buffer(deps.objects.openRead(landed, generation)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!bytes) return { reason: 'the file is gone', fix: 'drop it again' } satisfies Refusal;
  const read = readText(bytes);
  if ('reason' in read) return read;
  try {
    return await indexSource({ text: read.text, ending: extname(name).toLowerCase(), configuration }, deps, signal);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { reason: error.message, fix: error.fix ?? 'correct it, and drop it again' } satisfies Refusal;
  }
}
