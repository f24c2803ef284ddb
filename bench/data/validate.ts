/** Validate against a bare loop that splits lines and parses them: time per row, throughput and memory at three sizes. */
import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';
import { writeMadeRows, type MadeFormat } from './made-rows';

/** What one process of its own found. */
export interface Measured {
  milliseconds: number;
  /** Of all its threads. */
  processorMilliseconds: number;
  rows: number;
  peakBytes: number;
}

/** In MB, as files are measured. */
export const defaultSizes = [10, 100, 1000];

/** The most that validate may hold, in MiB, however large the file. */
const memoryBudget = 256;

/** Files are made in the temporary folder, one at a time, and deleted. */
export async function benchValidate(sizes = defaultSizes): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    buildReader(directory);
    return sizes.flatMap((size) => benchSize(size, directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Bundled as the function is, so that its worker thread is found beside it. */
export function buildReader(outdir: string): void {
  const entryPoints = ['reading/check-object', 'worker'].map((path) => ({
    in: join(repositoryRoot(), 'functions', 'validate', `${path}.ts`),
    out: basename(path),
  }));
  buildSync({ entryPoints, outdir, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
}

/** The loop reads JSONL; a CSV file of the same rows is compared with it row by row. */
function benchSize(size: number, directory: string): Figure[] {
  const made = (format: MadeFormat) => {
    const file = join(directory, `rows.${format}`);
    writeMadeRows(file, size * 1e6, format);
    return file;
  };
  const file = made('jsonl');
  const jsonl = compete([() => measure('bare', file, directory), () => measure('validate', file, directory)]);
  rmSync(file);
  const csvFile = made('csv');
  const [csv] = compete([() => measure('validate', csvFile, directory)]);
  const bytes = statSync(csvFile).size;
  rmSync(csvFile);
  const [bare, validate] = jsonl;
  const loop = `${size} MB, bare loop over JSONL`;
  return [
    { name: loop, value: perRow(bare!), unit: 'µs per row' },
    ...figures(`${size} MB, JSONL`, validate!, bare!, size * 1e6, loop),
    ...figures(`${size} MB, CSV`, csv!, bare!, bytes, loop),
  ];
}

/** Takes turns, and keeps the best of three of each: what else the machine does is in none of them. */
function compete(measures: (() => Measured)[]): Measured[] {
  const turns = [1, 2, 3].map(() => measures.map((each) => each()));
  return measures.map((_, index) => {
    const all = turns.map((turn) => turn[index]!);
    const best = all.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    return {
      ...best,
      processorMilliseconds: Math.min(...all.map(({ processorMilliseconds }) => processorMilliseconds)),
      peakBytes: Math.max(...all.map(({ peakBytes }) => peakBytes)),
    };
  });
}

const perRow = ({ milliseconds, rows }: Measured) => (1000 * milliseconds) / rows;
const processorPerRow = ({ processorMilliseconds, rows }: Measured) => (1000 * processorMilliseconds) / rows;

function figures(name: string, validate: Measured, bare: Measured, bytes: number, loop: string): Figure[] {
  const peak = validate.peakBytes / 2 ** 20;
  return [
    {
      name: `${name}: time`,
      value: perRow(validate),
      unit: 'µs per row',
      ratio: perRow(validate) / perRow(bare),
      against: loop,
    },
    {
      name: `${name}: processor time`,
      value: processorPerRow(validate),
      unit: 'µs per row',
      ratio: processorPerRow(validate) / processorPerRow(bare),
      against: 'the same of the loop',
    },
    { name: `${name}: throughput`, value: bytes / 1000 / validate.milliseconds, unit: 'MB/s' },
    {
      name: `${name}: peak memory`,
      value: peak,
      unit: 'MiB',
      ratio: peak / memoryBudget,
      against: `${memoryBudget} MiB`,
    },
  ];
}

/** In a process of its own, so that its peak memory is its own. */
export function measure(kind: 'bare' | 'validate', file: string, directory: string): Measured {
  const script = join(repositoryRoot(), 'dist', 'bench', 'data', 'validate-process.js');
  const args = [script, kind, file, join(directory, 'check-object.js')];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
}
