// Builds Landfall: every function as one bundle of its own, everything else file by file, into dist/.
import { build } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunctions } from './bundle.mjs';
import { buildKernels } from './kernels.mjs';

const target = 'node20';

/** What of bench/ runs code of functions, or what tests stand on. */
const bundled = [
  'bench/alerts.ts',
  'bench/chains/landfall.ts',
  'bench/console/index.ts',
  'bench/curated/index.ts',
  'bench/evaluation/overhead.ts',
  'bench/drift/index.ts',
  'bench/gate/index.ts',
  'bench/lifecycle/index.ts',
  'bench/story/index.ts',
  'bench/why.ts',
  ...['rivals', 'budget', 'overhead'].map((name) => `bench/tuning/${name}.ts`),
];
const isBundled = (path) =>
  ['curated', 'drift', 'gate', 'story'].some((area) => path.startsWith(join('bench', area))) ||
  bundled.map((each) => join(each)).includes(path);

/** Every TypeScript source below a folder, declarations left out. */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes('/assembly/') && !path.includes('node_modules'));
}

await Promise.all([
  buildKernels(),
  build({
    entryPoints: [
      'core',
      'formats',
      'compiler',
      'operations',
      'cli',
      'local',
      'infra',
      'schemas',
      'catalog',
      'functions/shared',
      'bench',
    ]
      .flatMap(sources)
      .filter((path) => !isBundled(path)),
    outdir: 'dist',
    outbase: '.',
    format: 'cjs',
    platform: 'node',
    target,
    sourcemap: true,
    logLevel: 'warning',
  }),
  // Of functions dist/ has only the bundles that are deployed, of tests nothing.
  build({
    entryPoints: bundled,
    outdir: 'dist/bench',
    outbase: 'bench',
    bundle: true,
    packages: 'external',
    format: 'cjs',
    platform: 'node',
    target,
    sourcemap: true,
    logLevel: 'warning',
  }),
  bundleFunctions('dist/functions'),
]);
