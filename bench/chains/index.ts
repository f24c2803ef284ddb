/** What a step of a chain costs beside the model: Landfall's beside LangGraph.js, Genkit and Mastra, the same graph with instant answers. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';

/** Of a step, in the time that all threads of its process worked: whatever else the machine does is not in it. */
const unit = 'µs of one processor a step';
/** Of each other's that ours may be, at most. */
const most = 0.5;

const rivals = [
  { name: 'LangGraph.js', module: 'langgraph.mjs', of: '@langchain/langgraph' },
  { name: 'Genkit', module: 'genkit.mjs', of: 'genkit' },
  { name: 'Mastra', module: 'mastra.mjs', of: '@mastra/core' },
];

export async function benchChains(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-chains-'));
  try {
    cpSync(join(repositoryRoot(), 'bench/chains/rivals'), folder, { recursive: true });
    const isInstalled = install(folder);
    const own = measured(folder, pathToFileURL(join(repositoryRoot(), 'dist/bench/chains/landfall.js')).href);
    const figures = (isInstalled ? rivals : []).map(({ name, module, of }): Figure => {
      const value = measured(folder, `./${module}`);
      const ratio = own / value;
      const problem =
        ratio > most ? `Landfall takes ${ratio.toFixed(2)} of its time, and ${most} is promised` : undefined;
      return {
        name: `${name} ${versionOf(folder, of)}`,
        value,
        unit,
        ratio: value / own,
        against: 'Landfall',
        problem,
      };
    });
    return [{ name: 'Landfall', value: own, unit }, ...figures];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** From the registry that npm knows; where there is none, that is said, and Landfall is measured alone. */
function install(folder: string): boolean {
  process.stderr.write(`Installing ${rivals.map(({ of }) => of).join(', ')} …\n`);
  const argv = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', argv, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return true;
  process.stderr.write(`They cannot be installed here: Landfall alone\n${error?.message ?? stderr.trim()}\n`);
  return false;
}

const versionOf = (folder: string, name: string): string =>
  (JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

function measured(folder: string, module: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['runner.mjs', module], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${module} does not run: ${stderr.trim()}`);
  return Number(stdout.trim().split('\n').at(-1));
}
