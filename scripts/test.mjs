// npm test: sets up what is missing, then every check there is, and one line that counts them.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
setup();

const tool = (name, ...args) => [process.execPath, join(root, 'node_modules', '.bin', name), ...args];
/** @type {[name: string, commandLine: string[]][]} */
const checks = [
  ['generated files are fresh', [process.execPath, 'scripts/generate.mjs', '--check']],
  ...['email-summary', 'support-answers'].map((name) => [
    `the sample data of ${name} is what its generator makes`,
    [process.execPath, `pipelines/${name}/generator/generate.mjs`, '--check'],
  ]),
  ['format', tool('prettier', '--check', '--log-level=warn', '--cache', '--cache-strategy=content', '.')],
  ['lint', tool('oxlint', '--type-aware', '--quiet')],
  ['types', tool('tsc', '--noEmit')],
  ["the page's types", tool('tsc', '--noEmit', '--project', 'console')],
  ['no file, export or dependency is unused', tool('knip', '--no-progress')],
];

let passed = 0;
let failed = 0;
let skipped = 0;
/** Test files of which something was not run. */
let leftOut = [];
/** Resolves with how it ended and all that it said, where that does not go straight to the screen. */
const run = ([command, ...args], stdio = ['ignore', 'pipe', 'pipe']) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', ({ message }) => resolve({ isGood: false, said: said + message }));
    child.on('close', (code) => resolve({ isGood: code === 0, said }));
  });

const check = async ([name, commandLine]) => {
  const begun = Date.now();
  const { isGood, said } = await run(commandLine);
  console.log(`  ${isGood ? '✔' : '✖'} ${name}  ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  if (isGood) passed += 1;
  else {
    failed += 1;
    console.log(said.trimEnd().replace(/^/gm, '      '));
  }
};

const folder = mkdtempSync(join(tmpdir(), 'landfall-test-'));
const report = join(folder, 'jest.json');
const [node, ...jest] = tool('jest', '--json', `--outputFile=${report}`, ...process.argv.slice(2));
const v8Flags = [
  // Most of what a test makes is soon done with: with more room for what is young, a sixth of its processor time is saved.
  '--max-semi-space-size=64',
  // Other threads have tests of their own to run: to divide a collection among them costs more than it gains.
  '--single-threaded-gc',
  // Each test file loads its code anew and soon ends: little of what V8 optimises by default, after a ninth of this, repays it.
  '--interrupt-budget=600000',
];
// The checks take the moments in which the tests wait for what they have started.
const [tests] = await Promise.all([
  run([node, ...v8Flags, ...jest], ['ignore', 'ignore', 'inherit']),
  ...checks.map(check),
]);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
  skipped = numPendingTests;
  leftOut = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.some(({ status }) => status === 'pending') ? relative(root, name) : [],
  );
}
// Jest may fail without a failed test: an open handle, a broken configuration.
if (!tests.isGood && failed === 0) failed = 1;
rmSync(folder, { recursive: true, force: true });
const inBrowser = (file) => file.startsWith(join('test', 'console', 'browser'));
if (leftOut.some(inBrowser)) console.log('  Left out: tests of the console in Chromium, which is not installed here.');
if (leftOut.some((file) => !inBrowser(file)))
  console.log(
    "  Left out: tests of Google's SDK (gcloud, bq, Pub/Sub emulator) and of Python, not all of which is installed here.",
  );
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
