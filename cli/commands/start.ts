/** landfall start (npm start): the local cloud, the samples dropped into it, and the way of each to a deployed model, live. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import colors from 'picocolors';
import { runAddress } from '../../core/console-address';
import { repositoryRoot } from '../../core/root';
import { consoleUrl, createCloud, findCloud, type CloudStatus, type LocalCloud } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { exitCodes } from '../../operations/errors';
import { waitForRun } from '../../operations/runs/follow';
import { interruption, untilInterrupted } from '../interrupt';
import { createLedger } from '../../operations/ledger/ledger';
import { exitCodeOf, printOutcome } from '../outcome';
import { printJson } from '../output';
import { labelled } from '../render/run-lines';
import { warningLines } from '../render/warning-lines';
import { formatBytes, formatSeconds } from '../../core/quantities';
import { dropSample, dropSampleCorpora, type SampleBatch } from '../sample';
import type { RunView } from '../../operations/runs/run-view';
import { createScreen } from '../screen';
import { summarize } from '../../operations/runs/summary';
import { startCloud, stopRunningCloud, unlessStarted, type LocalOptions, type SupervisedCloud } from '../supervise';
import { ask } from './ask';
import { showRun } from './drop';
import { describeCloud, isAnotherDay } from './local';

export interface StartOptions extends LocalOptions {
  exit?: boolean;
  json?: boolean;
  again?: boolean;
}

/** Pipelines whose samples are dropped, each once the one before is in production; with --json the first alone. */
const samples = ['email-summary', 'support-answers'];

/** What is asked at last: a page of the handbook answers it. */
const question = 'Hi, why is my review not visible yet? Thanks, Ana';

/** @returns the exit code */
export async function start(options: StartOptions): Promise<number> {
  // With --json, standard output belongs to the one object at the end.
  const output = options.json ? process.stderr : process.stdout;
  const say = (label: string, text: string): boolean => output.write(`${labelled(label, text)}\n`);
  const signal = interruption();
  const begun = Date.now();
  const { status, supervised } = await reachCloud(options);
  try {
    const note = supervised ? formatSeconds((Date.now() - begun) / 1000) : 'was running';
    say('Local cloud', describeCloud(status, note));
    const cloud = createCloud(status);
    // A cloud that has just started has applied what is on disk.
    const { warnings } = supervised ? status : await cloud.apply(samples);
    let exitCode: number = exitCodes.ok;
    for (const pipeline of options.json ? samples.slice(0, 1) : samples) {
      const own = warnings.filter((warning) => warning.pipeline === pipeline);
      for (const line of warningLines(own)) output.write(`${line}\n`);
      if (pipeline !== samples[0]) output.write('\n');
      const view = await followSample(cloud, pipeline, options, output);
      exitCode = exitCodeOf(view);
      if (exitCode !== exitCodes.ok) break;
    }
    if (!options.json && exitCode === exitCodes.ok) {
      output.write('\n');
      say('Asked', question);
      await ask(samples.at(-1)!, question, {});
    }
    if (options.exit || options.json) return exitCode;
    if (supervised) {
      output.write(
        colors.dim(`\n  The local cloud stays up, with its console at ${consoleUrl(status)}; Ctrl-C stops it.\n`),
      );
      await Promise.race([untilInterrupted(), supervised.ended]);
      output.write('\n  Stopping …\n');
    } else output.write(colors.dim('\n  The local cloud runs on by itself; stop it: npx landfall stop\n'));
    return exitCode;
  } catch (error) {
    if (!signal.aborted) throw error;
    output.write('\n  Stopped. What is unfinished continues at the next start: npm start\n');
    return exitCodes.interrupted;
  } finally {
    await supervised?.stop();
  }
}

/** Uses the cloud that runs already, unless it runs an older build or on another day; otherwise starts one. */
async function reachCloud(options: LocalOptions): Promise<{ status: CloudStatus; supervised?: SupervisedCloud }> {
  const status = await findCloud();
  if (status && isOfThisBuild(status) && !isAnotherDay(status, options)) return { status };
  await stopRunningCloud();
  const started = await unlessStarted(() => startCloud({ ...options, replaceRetired: samples }));
  return 'ended' in started ? { status: started.status, supervised: started } : { status: started };
}

/** Whether it was started after dist/ was built. */
function isOfThisBuild({ startedAt, clockOffsetMilliseconds }: CloudStatus): boolean {
  const builtAt = statSync(join(repositoryRoot(), 'dist', 'cli', 'index.js')).mtimeMs;
  return Date.parse(startedAt) - clockOffsetMilliseconds > builtAt;
}

/** Drops a pipeline's sample, with the texts that its answers rest on, and shows its run until it ends. */
async function followSample(
  cloud: LocalCloud,
  pipeline: string,
  { again, json }: StartOptions,
  output: NodeJS.WriteStream,
): Promise<RunView> {
  const pipelines = join(repositoryRoot(), 'pipelines');
  await dropSampleCorpora(cloud, pipeline, pipelines);
  const word = again ? new Date(cloud.now()).toISOString() : '';
  const sample = await dropSample(cloud, pipeline, join(pipelines, pipeline), word);
  output.write(`${labelled(sample.isNew ? 'Dropped' : 'Continued', describeSample(sample, cloud.status))}\n`);

  const key = await waitForRun(cloud, pipeline, sample.batch, { signal: interruption() });
  output.write(`${labelled('Console', runAddress(consoleUrl(cloud.status), key))}\n\n`);
  const view = await showRun(cloud, key, createScreen(output));
  if (json) printJson(summarize(view));
  else await printOutcome(createLedger(cloud), view);
  return view;
}

function describeSample({ pipeline, batch, files }: SampleBatch, { buckets }: Cloud['status']): string {
  const names = files.map(({ path }) => `${path.split(/[\\/]/).at(-1)} (${formatBytes(statSync(path).size)})`);
  return `${names.join(', ')} → gs://${buckets.landing}/${pipeline}/${batch}/`;
}
