/** landfall drop: puts files into the landing bucket, which is all it takes to start a run. */
import colors from 'picocolors';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchName, mapFiles, missingSources, type DroppedFile } from '../batch';
import { connect, formatProblem, type Applied, type Cloud } from '../cloud';
import { CliError, exitCodes } from '../errors';
import { followRun, waitForRun } from '../follow';
import { interruption } from '../interrupt';
import { createLedger, type RunKey } from '../ledger';
import { exitCodeOf, printOutcome } from '../outcome';
import { print, printJson } from '../output';
import { readPipeline } from '../pipelines';
import { readQuarantine, summarizeQuarantine } from '../quarantine';
import { labelled } from '../render/run-lines';
import { visible } from '../render/text';
import { createScreen, type Screen } from '../screen';
import { summarize } from '../summary';
import { checkFiles, digestFiles, fetchObjects, uploadBatch } from '../upload';
import type { RunView } from '../run-view';

export interface DropOptions {
  source?: string[];
  batch?: string;
  wait?: boolean;
  json?: boolean;
}

/** @returns the exit code */
export async function drop(pipeline: string, paths: string[], options: DropOptions): Promise<number> {
  const cloud = await connect();
  const { problems } = await cloud.apply();
  const { sources } = (await readPipeline(cloud, pipeline)).pipeline;
  warnOf(problems.filter((problem) => problem.pipeline !== pipeline));
  const given = mapFiles(pipeline, sources, paths, options.source);
  const missing = missingSources(sources, given);
  if (given.length === 0 || (missing.length > 0 && !options.batch))
    throw missingFiles(pipeline, Object.keys(sources), missing, given);

  const batch = await land(cloud, pipeline, sources, given, options.batch);
  const folder = `gs://${cloud.status.buckets.landing}/${pipeline}/${batch}/`;
  if (!options.json) print(labelled('Dropped', visible(`${given.map(({ path }) => path).join(', ')} → ${folder}`)));

  if (missing.length > 0) {
    if (options.json) printJson({ pipeline, batch, folder, waitingFor: missing });
    else print(labelled('', `the run begins when ${missing.join(' and ')} landed too: --batch ${batch}`));
    return exitCodes.ok;
  }
  const key = await waitForRun(cloud, pipeline, batch, { signal: interruption() });
  if (!options.wait) {
    if (options.json) printJson({ ...key, batch, folder });
    else print(labelled('Next', `npx landfall run ${key.run} --watch`));
    return exitCodes.ok;
  }
  const view = await watchRun(cloud, key, createScreen(options.json ? process.stderr : process.stdout));
  if (options.json) printJson(summarize(view));
  else await printOutcome(createLedger(cloud), view);
  return exitCodeOf(view);
}

/** Checks and uploads the files. @returns the name of their batch */
async function land(
  cloud: Cloud,
  pipeline: string,
  sources: Record<string, { format: string }>,
  given: DroppedFile[],
  name?: string,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-drop-'));
  try {
    const files = await fetchObjects(cloud, given, folder);
    checkFiles(files, sources);
    const batch = name ?? batchName(new Date(), await digestFiles(files));
    await uploadBatch(cloud, pipeline, batch, sources, files);
    return batch;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Follows a run of a cloud that goes on without this command. @throws CliError (interrupted) that says so */
export async function watchRun(cloud: Cloud, key: RunKey, screen: Screen): Promise<RunView> {
  try {
    return await showRun(cloud, key, screen);
  } catch (error) {
    if (!interruption().aborted) throw error;
    throw new CliError('No longer watched; the run goes on.', {
      exitCode: exitCodes.interrupted,
      next: `npx landfall run ${key.run} --watch`,
    });
  }
}

/** Follows a run on a screen until it ends. */
export async function showRun(cloud: Cloud, key: RunKey, screen: Screen): Promise<RunView> {
  const ledger = createLedger(cloud);
  let note: string | undefined;
  let reading: Promise<void> | undefined;
  const view = await followRun(cloud, key, {
    signal: interruption(),
    onChange(current) {
      const { validated } = current;
      if (validated?.quarantined && !reading) {
        reading = readQuarantine(ledger, validated)
          .then((sources) => summarizeQuarantine(sources.flatMap(({ rows }) => rows)))
          .catch(() => '') // The count is shown all the same.
          .then((text) => void (note = text));
      } else if (!reading || note !== undefined) screen.show(current, note);
    },
  });
  await reading;
  screen.show(view, note);
  screen.done();
  return view;
}

/** Another pipeline's mistakes do not keep this one from running, but its owner should know. */
function warnOf(problems: Applied['problems']): void {
  for (const problem of problems)
    process.stderr.write(`${colors.yellow('!')} ${problem.pipeline}: ${visible(formatProblem(problem))}\n`);
}

function missingFiles(pipeline: string, sources: string[], missing: string[], files: DroppedFile[]): CliError {
  const given = files.length > 0 ? `given: ${files.map(({ source }) => source).join(', ')}` : 'no file was given';
  return new CliError(
    `The pipeline ${pipeline} needs ${sources.length === 1 ? 'one file' : 'a file for each source'}.`,
    {
      exitCode: exitCodes.usage,
      why: `missing: ${missing.join(', ')} (${given})`,
      next: `npx landfall drop ${pipeline} ${sources.map((source) => `--source ${source}=FILE`).join(' ')}\n(with --batch NAME the files of one batch may come one by one)`,
    },
  );
}
