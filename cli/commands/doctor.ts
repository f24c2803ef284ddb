/** landfall doctor: what is missing on this machine, and how to fix it. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import colors from 'picocolors';
import { loadCatalog } from '../../catalog';
import { namedBases } from '../../compiler/named-bases';
import { repositoryRoot } from '../../core/root';
import { checkBases } from '../base-checks';
import { readLocal, readStatus, stateDirectory } from '../cloud';
import { exitCodes } from '../../operations/errors';
import { print, printJson } from '../output';
import { terminalWidth, wrap } from '../render/text';
import { formatBytes } from '../../core/quantities';
import { doctorCloud } from './doctor-cloud';

export interface Check {
  name: string;
  /** `missing` keeps Landfall from running; `optional` only takes a possibility away. */
  state: 'ok' | 'optional' | 'missing';
  found: string;
  fix?: string;
}

export interface DoctorOptions {
  json?: boolean;
  port?: string;
  cloud?: boolean;
  /** Of the deployment that the commands of `cloud` ask about. */
  region?: string;
}

/** @returns the exit code: 1 when something is missing */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { json, port = '8080', cloud, region = 'us-central1' } = options;
  if (cloud) {
    doctorCloud({ json, region });
    return exitCodes.ok;
  }
  const checks = [
    checkNode(process.versions.node),
    checkInstalled(),
    checkBuilt(),
    checkState(),
    checkDisk(),
    checkMachine(availableParallelism(), totalmem()),
    await checkCloud(Number(port)),
    ...(await checkDeliveries()),
    await checkTool('gcloud', ['--version'], "Google's command line: gcloud storage, gcloud pubsub"),
    await checkTool('bq', ['version'], "Google's command line for BigQuery"),
    ...(await checkNamedBases()),
  ];
  const isMissing = checks.some(({ state }) => state === 'missing');
  if (json) printJson(checks);
  else for (const check of checks) print(formatCheck(check, terminalWidth(process.stdout)));
  return isMissing ? exitCodes.failed : exitCodes.ok;
}

/** @param terminalColumns lines are wrapped for them; in a pipe each text is one line */
export function formatCheck({ name, state, found, fix }: Check, terminalColumns = Infinity): string {
  const sign = { ok: colors.green('✔'), optional: colors.yellow('○'), missing: colors.red('✖') }[state];
  const indent = ' '.repeat(17);
  const below = (text: string): string =>
    wrap(text, Math.max(20, terminalColumns - 1 - indent.length)).join(`\n${indent}`);
  const remedy = fix ? `\n${indent}${colors.bold('Fix')} ${below(fix)}` : '';
  return `  ${sign} ${name.padEnd(12)} ${below(found)}${remedy}`;
}

/** Landfall runs on Node.js 20.19 and newer. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  const fix = isEnough ? undefined : 'install Node.js 22 from https://nodejs.org (or: nvm install)';
  return { name: 'Node.js', state: isEnough ? 'ok' : 'missing', found: version, fix };
}

function checkInstalled(): Check {
  const isThere = existsSync(join(repositoryRoot(), 'node_modules', '.package-lock.json'));
  const state = isThere ? 'ok' : 'missing';
  return {
    name: 'packages',
    state,
    found: isThere ? 'installed' : 'not installed',
    fix: isThere ? undefined : 'npm start',
  };
}

function checkBuilt(): Check {
  const isThere = existsSync(join(repositoryRoot(), 'dist', 'functions', 'validate', 'index.js'));
  const state = isThere ? 'ok' : 'missing';
  return { name: 'build', state, found: isThere ? 'dist/' : 'not built', fix: isThere ? undefined : 'npm start' };
}

function checkState(): Check {
  const directory = stateDirectory();
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return { name: 'state', state: 'ok', found: directory };
  } catch (error) {
    const fix = `make it writable, or set LANDFALL_DIRECTORY to a folder that is`;
    return { name: 'state', state: 'missing', found: (error as Error).message, fix };
  }
}

function checkDisk(): Check {
  const { bavail, bsize } = statfsSync(existsSync(stateDirectory()) ? stateDirectory() : repositoryRoot());
  const free = bavail * bsize;
  const isEnough = free > 1e9;
  const fix = isEnough ? undefined : 'make room: about 1 GB is needed';
  return { name: 'disk', state: isEnough ? 'ok' : 'missing', found: `${formatBytes(free)} free`, fix };
}

export function checkMachine(cores: number, bytes: number): Check {
  const found = `${cores} cores, ${formatBytes(bytes)} memory`;
  const isSmall = cores < 2 || bytes < 3e9;
  return {
    name: 'machine',
    state: isSmall ? 'optional' : 'ok',
    found,
    fix: isSmall ? 'works, but slowly: 2 cores and 4 GB are better' : undefined,
  };
}

async function checkCloud(port: number): Promise<Check> {
  const local = readLocal();
  if (local) {
    const status = await readStatus(local.port);
    const found = status
      ? `running on port ${local.port}`
      : `process ${local.pid} does not answer on port ${local.port}`;
    return {
      name: 'local cloud',
      state: status ? 'ok' : 'missing',
      found,
      fix: status ? undefined : 'npx landfall stop',
    };
  }
  // HTTP, and the gRPC ports of Pub/Sub and Vertex AI.
  const ports = [port, port + 1, port + 2];
  const taken = (await Promise.all(ports.map(async (each) => ((await isFree(each)) ? [] : [each])))).flat();
  return {
    name: 'local cloud',
    state: taken.length === 0 ? 'ok' : 'missing',
    found:
      taken.length === 0 ? `not running, ports ${port} to ${port + 2} are free` : `port ${taken.join(', ')} is taken`,
    fix: taken.length === 0 ? undefined : 'choose another: npm start -- --port 9080',
  };
}

async function checkDeliveries(): Promise<Check[]> {
  const local = readLocal();
  return undeliveredChecks((local && (await readStatus(local.port)))?.undelivered ?? []);
}

/** @param undelivered what the local cloud may not deliver, with the permission that is wanting */
export function undeliveredChecks(undelivered: string[]): Check[] {
  const fix = 'grant a role that holds the permission in infra/, then npx landfall stop and npm start';
  return undelivered.map((found) => ({ name: 'deliveries', state: 'missing', found, fix }));
}

/** On the day and in the region of the local cloud, when it runs. */
async function checkNamedBases(): Promise<Check[]> {
  const local = readLocal();
  const status = local && (await readStatus(local.port));
  const on = new Date(Date.now() + (status?.clockOffsetMilliseconds ?? 0));
  const deployment = { region: status?.region ?? 'us-central1', on, localModels: true };
  const root = repositoryRoot();
  return checkBases(namedBases(join(root, 'pipelines')), loadCatalog(root), deployment);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function checkTool(name: string, arguments_: string[], purpose: string): Promise<Check> {
  return new Promise((resolve) => {
    execFile(name, arguments_, { timeout: 20_000 }, (error, stdout) => {
      const version = /\d+\.\d+[.\d]*/.exec(stdout)?.[0] ?? 'found';
      if (!error) resolve({ name, state: 'ok', found: version });
      else
        resolve({
          name,
          state: 'optional',
          found: `not found (${purpose})`,
          fix: 'https://cloud.google.com/sdk, only if you want it',
        });
    });
  });
}
