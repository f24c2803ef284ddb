/** npm run bench -- AREA [options] [--json]: a table of figures; with --json, an array of them as the last line. */
import { reportError } from '../cli/output';
import { benchAlerts } from './alerts';
import { benchChains } from './chains/index';
import { benchConsole } from './console/index';
import { benchCurated } from './curated/index';
import { benchData } from './data';
import { benchDrift } from './drift/index';
import { benchEvaluation } from './evaluation';
import { figureTable, type Figure } from './figure';
import { benchGate } from './gate/index';
import { benchGrounding } from './grounding';
import { benchInjection } from './injection';
import { benchLifecycle } from './lifecycle/index';
import { benchLocal } from './local';
import { benchMemory } from './memory/index';
import { benchPipeline } from './pipeline';
import { benchProbes } from './probes';
import { benchServing } from './serving/index';
import { benchStory } from './story/index';
import { benchTuning } from './tuning/index';
import { benchWhy } from './why';

const areas: Record<string, (argv: string[]) => Promise<Figure[]>> = {
  alerts: benchAlerts,
  chains: benchChains,
  console: benchConsole,
  curated: benchCurated,
  data: benchData,
  drift: benchDrift,
  gate: benchGate,
  grounding: benchGrounding,
  evaluation: benchEvaluation,
  injection: benchInjection,
  lifecycle: benchLifecycle,
  local: benchLocal,
  memory: benchMemory,
  pipeline: benchPipeline,
  probes: benchProbes,
  serving: benchServing,
  story: benchStory,
  tuning: benchTuning,
  why: benchWhy,
};

async function main(argv: string[]): Promise<number> {
  const [name = ''] = argv.filter((argument) => !argument.startsWith('--'));
  const bench = areas[name];
  if (!bench) {
    process.stderr.write(`Usage: npm run bench -- AREA [--json]\nAreas: ${Object.keys(areas).join(', ')}\n`);
    return 2;
  }
  const figures = await bench(argv);
  process.stdout.write(`${figureTable(figures)}\n`);
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  const problems = figures.filter(({ problem }) => problem !== undefined);
  for (const { name, problem } of problems) process.stderr.write(`${name}: ${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}

void main(process.argv.slice(2))
  .catch(reportError)
  .then((exitCode) => process.stdout.write('', () => process.exit(exitCode)));
