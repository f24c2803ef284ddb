/** What a pipeline holds of somebody: landed rows, versions, records of runs, copies on the way; and how it is taken out of them. */
import { digest } from '../../core/digest';
import { cutForTable } from '../../core/evaluation-rows';
import { parseGsUri } from '../../core/gs-uri';
import { configurationPath, latestVersionPath, type RunName } from '../../core/ledger-layout';
import { outputOf, statusOf } from '../../core/stages';
import { isConfiguration } from '../../schemas/generated/validators';
import type { Configuration, DatasetCard, Production, StagedObject } from '../../schemas/generated/types';
import { endpointsOf } from '../../core/production';
import { copyBehind, replicasIn } from '../../core/replicas';
import type { Cloud } from '../../operations/cloud';
import type { Ledger } from '../../operations/ledger/ledger';
import { unlessGone } from '../../operations/ledger/unless-gone';
import { ask, removeRows } from '../../operations/warehouse/warehouse';
import { removeNoncurrent, removeWhole } from './generations';
import { createScrubber, tellingTargets, type Marks } from './marks';
import { runsWithAnswersTo, stagingTable } from './curating-runs';
import type { Person } from './person';
import { findQuarantined, removeQuarantined, type QuarantinedRows } from './quarantine';
import { findRunRecords, removeFromRun, type RunRecords } from './run-records';
import { findTheirExamples, type TheirExamples } from './their-examples';
import { findTheirRows, type ReadObject, type TheirRows } from './their-rows';
import { removeExamples } from './version-files';

export interface TrainedModel {
  pipeline: string;
  run: string;
  candidate: string;
  base: string;
  /** Training examples that were theirs. */
  examples: number;
  model?: string;
  endpoint?: string;
  inProduction: boolean;
  /** Who besides Google was sent the training file, to tune on. */
  uploadedTo?: string;
}

export interface PipelineHoldings extends TheirRows {
  pipeline: string;
  versions: TheirExamples[];
  records: RunRecords[];
  evaluations: number;
  quarantined: QuarantinedRows[];
  /** Folders of landed objects as they were read, which are copies. */
  staged: string[];
  /** Tables of the staging dataset, as project.dataset.table. */
  tables: string[];
  trained: TrainedModel[];
  /** Runs that have not ended and have read rows about them. */
  inFlight: string[];
}

interface ReadRun {
  run: RunName;
  version?: string;
  objects: StagedObject[];
  isRunning: boolean;
  trained: Omit<TrainedModel, 'examples' | 'inProduction'>[];
}

type World = { cloud: Cloud; ledger: Ledger };

/** Undefined of a pipeline that names no subject, and has learnt from no answer of production. */
export async function findInPipeline(
  pipeline: string,
  person: Person,
  world: World,
): Promise<PipelineHoldings | undefined> {
  const { cloud, ledger } = world;
  const runs = await readRuns(pipeline, ledger);
  const sources = await sourcesOf(pipeline, runs, ledger);
  if (!sources) return undefined;
  const cards = (await Promise.all((await ledger.listVersions(pipeline)).map((each) => ledger.readCard(each)))).filter(
    (card) => card !== undefined,
  );
  const namesSubject = Object.values(sources).some(({ subject }) => subject !== undefined);
  const staging = await listStaging(cloud, runs);
  const names = runs.map(({ run }) => run);
  const answering = await runsWithAnswersTo(person, names, staging, cloud);
  if (!namesSubject && answering.size === 0 && !cards.some(({ curated }) => curated)) return undefined;
  const rows = await findTheirRows(person.name, sources, objectsOf(runs, cards), world);
  const versions = (
    await inRow(cards, (card) => findTheirExamples(card, { person, origins: rows.origins }, world))
  ).filter(({ keys }) => keys.size > 0);
  const isTold = (object: { uri: string; generation: string }): boolean =>
    rows.landed.some(({ uri, generation }) => uri === object.uri && generation === object.generation);
  const theirs = new Set(versions.map(({ card }) => card.version));
  const touched = runs.filter(
    ({ run, version, objects }) =>
      answering.has(run.run) || objects.some(isTold) || (version !== undefined && theirs.has(version)),
  );
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const scrubber = createScrubber(marksOf(versions, rows));
  const ended = touched.filter(({ isRunning }) => !isRunning);
  const read = touched.flatMap(({ objects }) => objects.filter(isTold));
  return {
    pipeline,
    ...rows,
    unread: unreadIn(cards, rows),
    versions,
    records: await inRow(ended, ({ run }) => findRunRecords(bucket, run, scrubber)),
    evaluations: await countEvaluations(pipeline, versions, cloud),
    quarantined: namesSubject ? await findQuarantined(bucket, pipeline, rows.names) : [],
    staged: await existingFolders(bucket, [...new Set(read.map(({ cleanUri }) => folderOf(cleanUri)))]),
    tables: staging.filter(isOneOf(touched, read)),
    trained: modelsOf(touched, versions, await ledger.readProduction(pipeline)),
    inFlight: touched.filter(({ isRunning }) => isRunning).map(({ run }) => run.run),
  };
}

/** Records first, while the versions still tell what is theirs; copies last, since they tell whose rows are whose. */
export async function removeFromPipeline(holdings: PipelineHoldings, at: string, { cloud }: World): Promise<void> {
  const { pipeline, versions, records, quarantined, names, staged, tables } = holdings;
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const scrubber = createScrubber(marksOf(versions, holdings));
  for (const each of records) await removeFromRun(bucket, each, scrubber);
  const { keys, digests } = evaluationParams(versions);
  await removeRows(cloud, 'forget-remove-evaluations.sql', evaluationsOf(cloud), { pipeline, keys });
  await removeRows(cloud, 'forget-redact-evaluations.sql', evaluationsOf(cloud), { pipeline, digests });
  for (const theirs of versions) await removeExamples(cloud, theirs, at);
  await removeNoncurrent(bucket, latestVersionPath(pipeline));
  for (const each of quarantined) await removeQuarantined(bucket, each, names);
  for (const table of tables) await unlessGone((await tableOf(cloud, table)).delete());
  for (const folder of staged) await removeWhole(bucket, folder);
}

/** Landed files are their owner's: they go whole, and only where that was asked for. */
export async function removeLanded({ landed }: Pick<PipelineHoldings, 'landed'>, { cloud }: World): Promise<void> {
  for (const { uri } of landed) {
    const { bucket, name } = parseGsUri(uri);
    await removeWhole(cloud.storage.bucket(bucket), name);
  }
}

async function readRuns(pipeline: string, ledger: Ledger): Promise<ReadRun[]> {
  const keys = (await ledger.listRuns()).filter((key) => key.pipeline === pipeline);
  return inRow(keys, async (run) => {
    const results = await (await ledger.openRun(run)).readResults();
    const { baseModels = {} } = (await ledger.readConfiguration(run)) ?? {};
    const { candidates = [] } = outputOf(results, 'watch')?.data ?? {};
    return {
      run,
      version: outputOf(results, 'transform')?.data.version,
      objects: (await ledger.readReport(run))?.objects ?? [],
      isRunning: statusOf(results) === 'running',
      trained: candidates.flatMap(({ id, base, state, model, endpoint }) => {
        const { provider } = (baseModels[base] ?? {}) as { provider?: string };
        if (state !== 'succeeded' || model === undefined) return [];
        const uploadedTo = provider?.startsWith('vertex') ? undefined : provider;
        return [{ ...run, candidate: id, base, model, endpoint, ...(uploadedTo && { uploadedTo }) }];
      }),
    };
  });
}

/** As the folder says it now; of a pipeline whose folder is gone, or does not compile, as its last run did. */
async function sourcesOf(
  pipeline: string,
  runs: ReadRun[],
  ledger: Ledger,
): Promise<Configuration['pipeline']['sources'] | undefined> {
  const text = await ledger.readText(configurationPath(pipeline));
  const compiled: unknown = text === undefined ? undefined : JSON.parse(text);
  if (isConfiguration(compiled)) return compiled.pipeline.sources;
  const last = runs.at(-1);
  return last && (await ledger.readConfiguration(last.run))?.pipeline.sources;
}

/** A version that tells of its subjects itself needs no rows. */
function unreadIn(cards: DatasetCard[], { unread }: Pick<TheirRows, 'unread'>): string[] {
  const needed = cards
    .filter(({ subjectsUri }) => subjectsUri === undefined)
    .flatMap(({ sources }) => sources.flatMap(({ objects }) => objects))
    .map(({ uri, generation }) => `${uri}#${generation}`);
  return unread.filter((object) => needed.includes(object));
}

/** What runs have read, and what versions were made of whose runs are gone. */
function objectsOf(runs: ReadRun[], cards: DatasetCard[]): ReadObject[] {
  const made = cards.flatMap(({ sources }) =>
    sources.flatMap(({ source, objects }) => objects.map((object) => ({ source, ...object }))),
  );
  const all: ReadObject[] = [...made, ...runs.flatMap(({ objects }) => objects)];
  return [...new Map(all.map((object) => [`${object.uri}#${object.generation}`, object])).values()];
}

function marksOf(versions: TheirExamples[], { origins }: Pick<TheirRows, 'origins'>): Marks {
  const all = (of: (theirs: TheirExamples) => Set<string>) => new Set(versions.flatMap((each) => [...of(each)]));
  return {
    origins: new Set([...origins, ...all((each) => each.origins)]),
    keys: all(({ keys }) => keys),
    prompts: all(({ prompts }) => prompts),
    targets: all(({ targets }) => targets),
  };
}

/** Texts by their digests, cut as the table has them. */
function evaluationParams(versions: TheirExamples[]): { keys: string[]; digests: string[] } {
  const targets = versions.flatMap((theirs) => tellingTargets(theirs));
  return {
    keys: [...new Set(versions.flatMap(({ keys }) => [...keys]))],
    digests: [...new Set(targets.map((target) => digest(cutForTable(target))))],
  };
}

const evaluationsOf = ({ status }: Cloud) => ({ evaluations: `${status.project}.landfall.evaluations` });

async function countEvaluations(pipeline: string, versions: TheirExamples[], cloud: Cloud): Promise<number> {
  const params = { pipeline, ...evaluationParams(versions) };
  const [row] = await ask<{ count: number }>(cloud, 'forget-count-evaluations.sql', evaluationsOf(cloud), params);
  return Number(row!.count);
}

function modelsOf(runs: ReadRun[], versions: TheirExamples[], production?: Production): TrainedModel[] {
  const serving = new Set(production ? endpointsOf(production) : []);
  return runs.flatMap(({ version, trained }) => {
    const lines = versions.find(({ card }) => card.version === version)?.lines ?? [];
    const examples = lines.filter(({ split }) => split !== 'evaluation').length;
    if (examples === 0) return [];
    return trained.flatMap((model) =>
      [model, ...copiesOf(model, production)].map((each) => ({
        ...each,
        examples,
        inProduction: each.endpoint !== undefined && serving.has(each.endpoint),
      })),
    );
  });
}

/** The same model at other locations, which is to go as the first is. */
function copiesOf<T extends { endpoint?: string }>(model: T, production?: Production): T[] {
  if (!production || model.endpoint === undefined) return [];
  return replicasIn(production, model.endpoint).map((endpoint) => ({
    ...model,
    endpoint,
    model: copyBehind(endpoint),
  }));
}

const folderOf = (uri: string): string => parseGsUri(uri).name.replace(/[^/]*$/, '');

async function existingFolders(bucket: ReturnType<Cloud['storage']['bucket']>, folders: string[]): Promise<string[]> {
  const found = await inRow(folders, (prefix) => bucket.getFiles({ prefix, versions: true }));
  return folders.filter((_, at) => found[at]![0].length > 0);
}

/** Every table of the dataset that the runs' rows were loaded into. */
async function listStaging(cloud: Cloud, runs: ReadRun[]): Promise<string[]> {
  const [first] = runs.flatMap(({ objects }) => objects);
  if (!first) return [];
  const [projectId = '', datasetId = ''] = first.table.split('.');
  const [tables] = await (await cloud.bigquery()).dataset(datasetId, { projectId }).getTables();
  return tables.map(({ id }) => `${projectId}.${datasetId}.${id}`);
}

/** Those of the objects' rows, and those of the steps that made a version of them. */
function isOneOf(runs: ReadRun[], read: StagedObject[]): (table: string) => boolean {
  const beginnings = runs.map(({ run }) => `.${stagingTable(run, '')}`);
  const loaded = new Set(read.map(({ table }) => table));
  return (table) => loaded.has(table) || beginnings.some((beginning) => table.includes(beginning));
}

async function tableOf(cloud: Cloud, name: string) {
  const [projectId = '', datasetId = '', tableId = ''] = name.split('.');
  return (await cloud.bigquery()).dataset(datasetId, { projectId }).table(tableId);
}

/** One after the other: each may be large. */
async function inRow<A, B>(all: A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}
