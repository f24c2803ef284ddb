// Builds Landfall: every function as one bundle of its own, everything else file by file, into dist/.
import { build } from 'esbuild';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildKernels } from './kernels.mjs';
import { keepServices } from './protos.mjs';

const target = 'node20';
const framework = '@google-cloud/functions-framework';

/** Every TypeScript source below a folder, declarations left out. */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes('/assembly/') && !path.includes('node_modules'));
}

/**
 * Google's clients, taken into a bundle only where something of them is used: functions/shared/clients.ts imports all
 * of them, and each function calls a few.
 */
const clientsByUse = {
  name: 'clients-by-use',
  setup(build) {
    const clients = /^(@google-cloud\/(aiplatform|bigquery|pubsub|storage)|google-auth-library)(\/|$)/;
    build.onResolve({ filter: clients }, async ({ path, pluginData, ...from }) => {
      if (pluginData === clientsByUse) return undefined;
      const found = await build.resolve(path, { ...from, pluginData: clientsByUse });
      return { ...found, sideEffects: false };
    });
  },
};

/** Vertex AI's protos describe some fifty services; functions/shared/clients.ts makes clients of three. */
const fewerProtos = {
  name: 'fewer-protos',
  setup(build) {
    build.onLoad({ filter: /aiplatform\/build\/protos\/protos\.json$/ }, ({ path }) => {
      const services = ['EndpointService', 'GenAiTuningService', 'PredictionService'];
      const names = services.map((name) => `google.cloud.aiplatform.v1.${name}`);
      const protos = keepServices(JSON.parse(readFileSync(path, 'utf8')), 'google.cloud.aiplatform', names);
      return { contents: JSON.stringify(protos), loader: 'json' };
    });
  },
};

const stages = existsSync('functions')
  ? readdirSync('functions').filter((name) => existsSync(join('functions', name, 'index.ts')))
  : [];

await Promise.all([
  buildKernels(),
  build({
    entryPoints: ['cli', 'local', 'infra', 'schemas', 'catalog', 'functions/shared', 'bench'].flatMap(sources),
    outdir: 'dist',
    outbase: '.',
    format: 'cjs',
    platform: 'node',
    target,
    sourcemap: true,
    logLevel: 'warning',
  }),
  ...stages.map((stage) =>
    build({
      entryPoints: [join('functions', stage, 'index.ts')],
      outfile: join('dist/functions', stage, 'index.js'),
      bundle: true,
      // The process that calls the function registers it in its own copy of the framework; a bundled one would be another.
      external: [framework],
      plugins: [clientsByUse, fewerProtos],
      minifySyntax: true,
      minifyWhitespace: true,
      format: 'cjs',
      platform: 'node',
      target,
      sourcemap: true,
      logLevel: 'warning',
    }),
  ),
]);

// What the cloud installs beside a bundle.
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const stage of stages) {
  const manifest = {
    main: 'index.js',
    private: true,
    engines: { node: '>=22' },
    dependencies: { [framework]: dependencies[framework] },
  };
  writeFileSync(join('dist/functions', stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
