/** landfall drop: puts files into the landing bucket, which is all it takes to start a run. */
import colors from 'picocolors';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markerName } from '../../core/batch/landing-path';
import { missingSources, needsMarker } from '../../core/batch/whole-batch';
import { addedBatchName, addTo, findBatchToAddTo, isAddedAlready } from '../added-batch';
import { batchName, dataOf, mapFiles, namedFiles, nameObjects, type DroppedFile } from '../../operations/drop/batch';
import { findEarlierBatch } from '../../operations/pipelines/earlier-batch';
import { estimatePrice, type Estimate } from '../estimate';
import { priceParagraph } from '../render/price-lines';
import { smallerLines } from '../smaller';
import { checkTraining } from '../../operations/drop/check-training';
import { dropCorpus, isCorpusName } from '../drop-corpus';
import { connect, consoleUrl, type Applied } from '../cloud';
import { formatProblem } from '../../core/problem';
import type { Cloud } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { followRun, waitForRun } from '../../operations/runs/follow';
import { interruption } from '../interrupt';
import { checkFiles, fetchObjects, lookIntoFolders } from '../landing-files';
import type { RunName } from '../../core/ledger-layout';
import { runAddress } from '../../core/console-address';
import { createLedger } from '../../operations/ledger/ledger';
import { exitCodeOf, printOutcome } from '../outcome';
import { print, printJson } from '../output';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { labelled } from '../render/run-lines';
import { warningLines } from '../render/warning-lines';
import { plural, visible } from '../../core/wording';
import { createScreen, type Screen } from '../screen';
import { summarize } from '../../operations/runs/summary';
import { checkAgainstBatch, listBatch, markBatch, type BatchObjects } from '../../operations/drop/landed-batch';
import { digestFiles, uploadBatch } from '../upload';
import type { RunView } from '../../operations/runs/run-view';
import type { Configuration } from '../../schemas/generated/types';

export interface DropOptions {
  source?: string[];
  batch?: string;
  /** The rows are added to the last batch. */
  add?: boolean;
  wait?: boolean;
  json?: boolean;
}

/** @returns the exit code */
export async function drop(pipeline: string, paths: string[], options: DropOptions): Promise<number> {
  const named = namedFiles(paths, options.source);
  const cloud = await connect();
  const { problems, warnings } = await cloud.apply();
  if (await isCorpusName(cloud, pipeline))
    return dropCorpus(cloud, pipeline, await lookIntoFolders(cloud, named), options);
  const configuration = await readPipeline(cloud, pipeline);
  const spec = configuration.pipeline;
  warnOf(problems.filter((problem) => problem.pipeline !== pipeline));
  const own = warnings.filter((warning) => warning.pipeline === pipeline);
  for (const line of warningLines(own)) process.stderr.write(`${line}\n`);
  const mapped = mapFiles(pipeline, spec.sources, await lookIntoFolders(cloud, named));
  const base = options.add ? await findBatchToAddTo(createLedger(cloud), pipeline) : undefined;
  const given = base && mapped.length > 0 ? addTo(base.record.trigger, mapped, spec.sources) : mapped;
  const unnamed = missingSources(spec, given);
  if (given.length === 0 || (unnamed.length > 0 && !options.batch))
    throw missingFiles(pipeline, Object.keys(spec.sources), unnamed, given);

  await checkTraining(cloud, configuration);
  const landing = await land(cloud, configuration, given, options);
  if (!landing) {
    const run = base!.record.run;
    if (options.json) printJson({ pipeline, run, added: false });
    else
      print(labelled('Added', `already: these are the rows that run ${run} was given last\nnpx landfall run ${run}`));
    return exitCodes.ok;
  }
  const { batch, landed, missing, estimate } = landing;
  const folder = `gs://${cloud.status.buckets.landing}/${pipeline}/${batch}/`;
  const toWhat = base ? `, added to what run ${base.record.run} read,` : '';
  if (!options.json) print(labelled('Dropped', visible(`${listed(mapped)}${toWhat} → ${folder}`)));

  if (missing.length > 0) {
    if (options.json) printJson({ pipeline, batch, folder, waitingFor: missing });
    else print(labelled('', `the run begins when ${missing.join(' and ')} landed too: --batch ${batch}`));
    return exitCodes.ok;
  }
  const key = await waitForRun(cloud, pipeline, batch, { signal: interruption(), objects: landed });
  if (!options.wait) {
    if (options.json) printJson({ ...key, batch, folder, estimate });
    else {
      print(labelled('Console', runAddress(consoleUrl(cloud.status), key)));
      print(labelled('Next', `npx landfall run ${key.run} --watch`));
    }
    return exitCodes.ok;
  }
  return tellToEnd(cloud, key, options);
}

/** Follows a run to its end, and prints what came of it. @returns the exit code */
export async function tellToEnd(cloud: Cloud, key: RunName, { json }: { json?: boolean }): Promise<number> {
  const view = await watchRun(cloud, key, createScreen(json ? process.stderr : process.stdout));
  if (json) printJson(summarize(view));
  else await printOutcome(createLedger(cloud), view);
  return exitCodeOf(view);
}

/**
 * Checks and uploads the files, and the marker where the batch is complete and waits for one.
 * @returns the batch, the generations of these files' objects, and the required sources that the batch still lacks; undefined
 * when the rows to be added are those that were added last
 */
async function land(
  cloud: Cloud,
  configuration: Configuration,
  given: DroppedFile[],
  { batch: name, add, json }: DropOptions,
): Promise<{ batch: string; landed: BatchObjects; missing: string[]; estimate: Estimate } | undefined> {
  const { pipeline: spec, digest } = configuration;
  const pipeline = spec.name;
  const folder = mkdtempSync(join(tmpdir(), 'landfall-drop-'));
  try {
    const files = await fetchObjects(cloud, nameObjects(given, spec.sources), folder);
    checkFiles(files);
    const digests = await digestFiles(files);
    if (add && isAddedAlready(files, digests)) return undefined;
    const ledger = createLedger(cloud);
    const contents = digests.map((content, i) => `${files[i]!.name} ${content}`);
    const unnamed = add
      ? await addedBatchName(ledger, pipeline, [digest, ...contents.toSorted()])
      : batchName(new Date(cloud.now()), digests);
    const batch = name ?? unnamed;
    if (name) checkAgainstBatch(batch, await listBatch(cloud, pipeline, batch), files);
    const earlier = await findEarlierBatch(ledger, pipeline);
    for (const line of smallerLines(files, earlier)) process.stderr.write(`${line}\n`);
    const estimate = await estimatePrice(configuration, files, earlier);
    if (!json) print(priceParagraph('Tuning', estimate.price, estimate.restsOn));
    const uploaded = await uploadBatch(cloud, pipeline, batch, files);
    const held = await listBatch(cloud, pipeline, batch);
    const data = dataOf(held.keys());
    const missing = missingSources(spec, data);
    const isMarked = held.has(markerName) && uploaded === 0;
    if (missing.length === 0 && needsMarker(spec, data) && !isMarked) await markBatch(cloud, pipeline, batch);
    const landed = new Map(files.map((file) => [file.name, held.get(file.name) ?? '']));
    return { batch, landed, missing, estimate };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files by name; of many, the first. */
function listed(files: DroppedFile[], shown = 6): string {
  const names = files.slice(0, shown).map(({ path }) => path);
  return `${names.join(', ')}${files.length > shown ? ` and ${plural(files.length - shown, 'other file')}` : ''}`;
}

/** Follows a run of a cloud that goes on without this command. @throws OperationError (interrupted) that says so */
export async function watchRun(cloud: Cloud, key: RunName, screen: Screen): Promise<RunView> {
  try {
    return await showRun(cloud, key, screen);
  } catch (error) {
    if (!interruption().aborted) throw error;
    throw new OperationError('No longer watched; the run goes on.', {
      exitCode: exitCodes.interrupted,
      next: `npx landfall run ${key.run} --watch`,
    });
  }
}

/** Follows a run on a screen until it ends. */
export async function showRun(cloud: Cloud, key: RunName, screen: Screen): Promise<RunView> {
  const view = await followRun(cloud, key, { signal: interruption(), onChange: (current) => screen.show(current) });
  screen.done();
  return view;
}

/** Another pipeline's mistakes do not keep this one from running, but its owner should know. */
function warnOf(problems: Applied['problems']): void {
  for (const problem of problems)
    process.stderr.write(`${colors.yellow('!')} ${problem.pipeline}: ${visible(formatProblem(problem))}\n`);
}

function missingFiles(pipeline: string, sources: string[], missing: string[], files: DroppedFile[]): OperationError {
  const given = files.length > 0 ? `given: ${files.map(({ source }) => source).join(', ')}` : 'no file was given';
  return new OperationError(
    `The pipeline ${pipeline} needs ${sources.length === 1 ? 'one file' : 'a file for each source'}.`,
    {
      exitCode: exitCodes.usage,
      why: `missing: ${missing.join(', ')} (${given})`,
      next: `npx landfall drop ${pipeline} ${sources.map((source) => `--source ${source}=FILE`).join(' ')}\n(with --batch NAME the sources of one batch may come one by one)`,
    },
  );
}
