/** landfall start (npm start): the local cloud, the sample dropped into it, and the way to a deployed model, live. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import colors from 'picocolors';
import { repositoryRoot } from '../../core/root';
import { createCloud, findCloud, type CloudStatus } from '../cloud';
import { exitCodes } from '../errors';
import { waitForRun } from '../follow';
import { interruption, untilInterrupted } from '../interrupt';
import { createLedger } from '../ledger';
import { exitCodeOf, printOutcome } from '../outcome';
import { printJson } from '../output';
import { labelled } from '../render/run-lines';
import { warningLines } from '../render/warning-lines';
import { formatBytes, formatSeconds } from '../render/text';
import { dropSample, type SampleBatch } from '../sample';
import { createScreen } from '../screen';
import { summarize } from '../summary';
import { startCloud, stopRunningCloud, unlessStarted, type LocalOptions, type SupervisedCloud } from '../supervise';
import { showRun } from './drop';
import { describeCloud, isAnotherDay } from './local';

export interface StartOptions extends LocalOptions {
  exit?: boolean;
  json?: boolean;
  again?: boolean;
}

const samplePipeline = 'email-summary';

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
    const { warnings } = supervised ? status : await cloud.apply(samplePipeline);
    const own = warnings.filter(({ pipeline }) => pipeline === samplePipeline);
    for (const line of warningLines(own)) output.write(`${line}\n`);
    const folder = join(repositoryRoot(), 'pipelines', samplePipeline);
    const sample = await dropSample(
      cloud,
      samplePipeline,
      folder,
      options.again ? new Date(cloud.now()).toISOString() : '',
    );
    say(sample.isNew ? 'Dropped' : 'Continued', describeSample(sample, status));
    output.write('\n');

    const key = await waitForRun(cloud, samplePipeline, sample.batch, { signal });
    const view = await showRun(cloud, key, createScreen(output));
    if (options.json) printJson(summarize(view));
    else await printOutcome(createLedger(cloud), view);
    if (options.exit || options.json) return exitCodeOf(view);
    if (supervised) {
      output.write(colors.dim(`\n  The local cloud stays up at http://127.0.0.1:${status.port}; Ctrl-C stops it.\n`));
      await Promise.race([untilInterrupted(), supervised.ended]);
      output.write('\n  Stopping …\n');
    } else output.write(colors.dim('\n  The local cloud runs on by itself; stop it: npx landfall stop\n'));
    return exitCodeOf(view);
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
  const started = await unlessStarted(() => startCloud({ ...options, replaceRetired: samplePipeline }));
  return 'ended' in started ? { status: started.status, supervised: started } : { status: started };
}

/** Whether it was started after dist/ was built. */
function isOfThisBuild({ startedAt, clockOffsetMilliseconds }: CloudStatus): boolean {
  const builtAt = statSync(join(repositoryRoot(), 'dist', 'cli', 'index.js')).mtimeMs;
  return Date.parse(startedAt) - clockOffsetMilliseconds > builtAt;
}

function describeSample({ pipeline, batch, files }: SampleBatch, { buckets }: CloudStatus): string {
  const names = files.map(({ path }) => `${path.split(/[\\/]/).at(-1)} (${formatBytes(statSync(path).size)})`);
  return `${names.join(', ')} → gs://${buckets.landing}/${pipeline}/${batch}/`;
}
