/** A local cloud of a test's own: temporary state, free ports, and a small copy of the sample pipeline. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '../../bench/process-memory';
import { repositoryRoot } from '../../core/root';
import { deployment } from '../deployment';
import { eventually } from '../eventually';
import type { RunSummary } from '../../operations/runs/summary';
import { createCloud, readLocal, readStatus, type LocalCloud } from '../../cli/cloud';

const root = repositoryRoot();
const sample = join(root, 'pipelines/email-summary');

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface TestCloud {
  readonly cloud: LocalCloud;
  directory: string;
  /** Folder of the pipeline folders; a test may write into it. */
  pipelines: string;
  /** The two files of the small sample, in the order emails, customers. */
  files: [string, string];
  /** Runs the landfall command against this cloud. */
  landfall(...commandLine: string[]): Promise<CommandResult>;
  /** kill -9 of the local cloud and of everything it has started, at once. */
  killEverything(): void;
  /** Starts it (again) and waits until it answers. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface Serving {
  yaml: string;
  /** Their texts, by name. */
  files: Record<string, string>;
}

/** Drops the small sample and waits for the end of its run. */
export async function dropSample({ landfall, files }: Pick<TestCloud, 'landfall' | 'files'>) {
  const dropped = await landfall('drop', 'email-summary', ...files, '--batch', 'monday', '--wait', '--json');
  return { ...dropped, summary: JSON.parse(dropped.stdout.trim().split('\n').at(-1) || '{}') as RunSummary };
}

/**
 * @param pubsubEmulator host:port of Google's emulator to use in place of the built-in Pub/Sub
 * @param base the one that the sample is tuned on, as its only candidate, in place of its own
 * @param beside another base that is asked as it is beside that one, as the candidate `asked`
 * @param serving what stands under `serving` of its pipeline.yaml, and the files that this names
 * @param date what its clock shows at first: a day on which the samples' bases live, unless told otherwise
 */
export async function createTestCloud({
  pubsubEmulator,
  date = deployment.on.toISOString(),
  base,
  beside,
  serving,
}: {
  pubsubEmulator?: string;
  date?: string;
  base?: string;
  beside?: string | undefined;
  serving?: Serving;
} = {}): Promise<TestCloud> {
  const entry = join(root, 'dist/local/index.js');
  if (!existsSync(entry)) throw new Error('end-to-end tests run what is built: npm run setup');
  const directory = mkdtempSync(join(tmpdir(), 'landfall-end-to-end-'));
  const pipelines = join(directory, 'pipelines');
  const files = writeSmallSample(pipelines, join(directory, 'data'), base, beside);
  if (serving) writeServing(join(pipelines, 'email-summary'), serving);
  const begun = Date.now();
  let child: ChildProcess | undefined;
  let cloud: LocalCloud | undefined;

  const start = async (): Promise<void> => {
    const options = ['--port', '0', '--minute', '1', '--directory', directory, '--pipelines', pipelines];
    options.push(`--clock-offset=${Date.parse(date) - begun}`);
    if (pubsubEmulator) options.push('--pubsub-emulator', pubsubEmulator);
    let output = '';
    const started = spawn(process.execPath, [entry, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    child = started;
    const status = await eventually(async () => {
      if (started.exitCode !== null) throw new Error(`the local cloud did not start:\n${output}`);
      const local = readLocal(directory);
      return local?.pid === started.pid && (await readStatus(local!.port));
    }, 'an answer of the local cloud');
    cloud = createCloud(status);
  };

  const stop = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child!.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };

  await start();
  return {
    get cloud() {
      return cloud!;
    },
    directory,
    pipelines,
    files,
    landfall: (...commandLine) => runCommand(join(root, 'bin/landfall.js'), commandLine, directory),
    killEverything() {
      for (const pid of descendants(child!.pid!)) process.kill(pid, 'SIGKILL');
    },
    start,
    async close() {
      await stop();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function runCommand(command: string, commandLine: string[], directory: string): Promise<CommandResult> {
  const env = { ...process.env, LANDFALL_DIRECTORY: directory, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [command, ...commandLine],
      { env, maxBuffer: 1 << 26 },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

function writeServing(folder: string, { yaml, files }: Serving): void {
  appendFileSync(join(folder, 'pipeline.yaml'), `\n${yaml}`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** The sample's own pipeline with one short epoch and no gate, and the rows of its first shops. */
function writeSmallSample(pipelines: string, data: string, base?: string, beside?: string): [string, string] {
  const folder = join(pipelines, 'email-summary');
  mkdirSync(folder, { recursive: true });
  mkdirSync(data, { recursive: true });
  for (const name of ['emails.schema.json', 'customers.schema.json', 'training.sql', 'prompt.yaml']) {
    cpSync(join(sample, name), join(folder, name));
  }
  const own = readFileSync(join(sample, 'pipeline.yaml'), 'utf8');
  const asked = beside === undefined ? '' : `$1{ id: asked, kind: prompted, base: ${beside} }\n`;
  const yaml =
    base === undefined
      ? own
      : own.replace(/( +- )\{ id: lora-8.*\n.*lora-16.*\n/, `$1{ id: tuned, base: ${base}, epochs: 1 }\n${asked}`);
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    yaml
      .replaceAll(/epochs: \d+/g, 'epochs: 1')
      .replace(/maximumExamples: \d+/, 'maximumExamples: 6')
      .replace(/evaluationShare: [\d.]+/, 'evaluationShare: 0.2')
      .replace(/maxInvalidShare: [\d.]+/, 'maxInvalidShare: 0.2')
      .replace(/minimum: [\d.]+/, 'minimum: 0, promote: unlessWorse, against: [production]'),
  );
  const [header, ...customers] = readFileSync(join(sample, 'data/customers.csv'), 'utf8').trimEnd().split('\n');
  const chosen = customers.filter((line) => /,shop-0[1-9],/.test(line));
  const ids = chosen.map((line) => line.slice(0, 4));
  const emails = readFileSync(join(sample, 'data/emails.jsonl'), 'utf8').trimEnd().split('\n');
  // The ids above e8000 are the sample's repeated and broken rows.
  const good = emails.filter((line) => /^\{"id":"e[0-7]/.test(line));
  const kept = good.filter((line) => ids.some((id) => line.includes(`"${id}"`))).slice(0, 80);
  const broken = '{"id":"e9999","customer_id":"c001","received_at":"2026-01-01T00:00:00Z","body":"no summary"}';
  const files: [string, string] = [join(data, 'emails.jsonl'), join(data, 'customers.csv')];
  writeFileSync(files[0], [...kept, broken].join('\n') + '\n');
  writeFileSync(files[1], [header, ...chosen].join('\n') + '\n');
  return files;
}
