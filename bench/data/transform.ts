/** Transform against a hand-written DuckDB script that makes the same files: time, time per row and memory at three sizes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import type { Configuration } from '../../schemas/generated/types';
import type { Figure } from '../figure';
import { optionalChecks, transformInLandfall, type Made, type Transformed } from './landfall-transform';
import { writeMadeExamples } from './made-examples';

/** Emails. */
export const defaultRows = [50_000, 500_000, 5_000_000];

/** All checks cost time of their own, which the script does not spend: they are measured once, at this size or below. */
const sizeOfChecks = 50_000;

/** All of them together may take as long again as all else, in time of processors: other work on the machine is none of it. */
const mostWithChecks = 2;

/** Files are made in the temporary folder, one size at a time, and deleted. */
export async function benchTransform(sizes = defaultRows): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
    try {
      const files = await writeMadeExamples(directory, size);
      const rows = { emails: size, customers: Math.ceil(size / 10) };
      const script = runScript(directory);
      const landfall = await transformInLandfall(files, rows, withoutOptionalChecks);
      checkSame(script, landfall);
      figures.push(...compared(size, script, landfall));
      if (size === Math.max(...sizes.filter((each) => each <= sizeOfChecks)))
        figures.push(...withChecks(size, landfall, await transformInLandfall(files, rows, withoutLimits)));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return figures;
}

function withoutOptionalChecks(configuration: Configuration): void {
  const { validation } = configuration.pipeline;
  withoutLimits(configuration);
  for (const check of optionalChecks) validation.checks[check].level = 'off';
  validation.personalData.policy = 'off';
}

/** Nobody tunes on five million examples: what a base model takes, and what may be spent, would end the run before its exports. */
function withoutLimits({ baseModels, pipeline }: Configuration): void {
  pipeline.tuning.maximumTokens = Number.MAX_SAFE_INTEGER;
  pipeline.tuning.budget = { run: Number.MAX_SAFE_INTEGER, month: Number.MAX_SAFE_INTEGER };
  const unlimited = { trainingExamples: Number.MAX_SAFE_INTEGER, trainingBytes: Number.MAX_SAFE_INTEGER };
  for (const model of Object.values(baseModels)) Object.assign(model, unlimited);
}

/** In a process of its own, so that its peak memory is its own. */
function runScript(directory: string): Made {
  const script = join(repositoryRoot(), 'dist', 'bench', 'data', 'script-process.js');
  return JSON.parse(execFileSync(process.execPath, [script, directory], { encoding: 'utf8' })) as Made;
}

function checkSame(script: Made, landfall: Made): void {
  if (script.train !== landfall.train || script.evaluation !== landfall.evaluation)
    throw new Error(
      `the script makes ${script.train} + ${script.evaluation} examples, Landfall ${landfall.train} + ${landfall.evaluation}`,
    );
}

function compared(size: number, script: Made, landfall: Transformed): Figure[] {
  const name = (what: string) => `transform, ${size.toLocaleString('en-US')} rows: ${what}`;
  return [
    { name: name('DuckDB script by hand'), value: script.seconds, unit: 's' },
    {
      name: name('load and transform'),
      value: landfall.seconds,
      unit: 's',
      ratio: landfall.seconds / script.seconds,
      against: 'script',
    },
    {
      name: name('load'),
      value: landfall.loadSeconds,
      unit: 's',
      ratio: landfall.loadSeconds / landfall.seconds,
      against: 'load and transform',
    },
    {
      name: name('time per row'),
      value: (landfall.seconds / size) * 1e6,
      unit: 'µs',
      ratio: landfall.seconds / script.seconds,
      against: 'script',
    },
    {
      name: name('processor time per row'),
      value: (landfall.processorSeconds / size) * 1e6,
      unit: 'µs',
      ratio: landfall.processorSeconds / script.processorSeconds,
      against: 'script',
    },
    { name: name('peak memory, script'), value: script.peakBytes / 2 ** 20, unit: 'MiB' },
    ...[...landfall.memory]
      .filter(([kind]) => kind === 'local cloud' || kind === 'function transform')
      .map(([kind, bytes]) => ({
        name: name(`peak memory, ${kind}`),
        value: bytes / 2 ** 20,
        unit: 'MiB',
        ratio: bytes / 2 ** 31,
        against: '2 GiB',
      })),
  ];
}

const withChecks = (size: number, without: Transformed, all: Transformed): Figure[] => [
  {
    name: `transform, ${size.toLocaleString('en-US')} rows: with every check`,
    value: all.seconds,
    unit: 's',
    ratio: all.seconds / without.seconds,
    against: 'without the optional ones',
  },
  {
    name: `transform, ${size.toLocaleString('en-US')} rows: processor time with every check`,
    value: all.processorSeconds,
    unit: 's',
    ratio: all.processorSeconds / without.processorSeconds,
    against: 'without the optional ones',
    problem:
      all.processorSeconds > mostWithChecks * without.processorSeconds ? `over ${mostWithChecks} times` : undefined,
  },
];
