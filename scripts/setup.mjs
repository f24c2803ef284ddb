// Installs and builds what is missing, and nothing else: plain Node.js, so that it runs before anything is installed.
// `node scripts/setup.mjs` sets up; other scripts import `setup`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installStamp = join(root, 'node_modules', '.landfall-installed');
const buildStamp = join(root, 'dist', '.landfall-built');
const sourceFolders = [
  'core',
  'formats',
  'compiler',
  'operations',
  'cli',
  'local',
  'infra',
  'functions',
  'console',
  'schemas',
  'catalog',
  'bench',
  'scripts',
];

/**
 * @param {{ output?: NodeJS.WriteStream }} options where the few lines about it go
 */
export function setup({ output = process.stdout } = {}) {
  checkNode();
  const lock = digestOf([join(root, 'package-lock.json')]);
  if (readStamp(installStamp) !== lock) {
    timed('Installing', existsSync(installStamp) ? 'the lock file has changed' : 'first time only', output, () => {
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci');
      writeFileSync(installStamp, lock);
    });
  }
  const sources = digestOf([...sourceFolders.flatMap(filesBelow), join(root, 'package-lock.json')]);
  if (readStamp(buildStamp) !== sources) {
    timed('Building', existsSync(buildStamp) ? 'sources have changed' : 'first time only', output, () => {
      // What was built from a source that is gone must not stay.
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      run(process.execPath, [join('scripts', 'build.mjs')], 'node scripts/build.mjs');
      mkdirSync(join(root, 'dist'), { recursive: true });
      writeFileSync(buildStamp, sources);
    });
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `✖ Landfall needs Node.js 20.19 or newer; this is ${process.versions.node}.\n  Next: install Node.js 22 from https://nodejs.org`,
  );
  process.exit(2);
}

/** Says what begins, since it takes a while, and on the same line how long it took. */
function timed(label, reason, output, work) {
  const begun = Date.now();
  output.write(`  ${label.padEnd(13)}${reason} …`);
  work();
  output.write(`   ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
}

/** Runs a command quietly; shows all it said when it fails. */
function run(command, args, shown) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
  });
  if (result.status === 0) return;
  console.error();
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd());
  console.error(
    `✖ ${shown} failed${result.error ? `: ${result.error.message}` : ''}\n  Next: correct what is said above, then repeat the command`,
  );
  process.exit(1);
}

function filesBelow(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
