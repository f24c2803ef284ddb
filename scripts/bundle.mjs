// Bundles every function into a folder of its own that runs under the Functions Framework with nothing else beside it.
import { copyFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInParts } from './parts.mjs';
import { lockFor } from './lock.mjs';
import { buildPage } from './page.mjs';
import { keepServices } from './protos.mjs';

const framework = '@google-cloud/functions-framework';

/**
 * Google's clients, taken into a bundle only where something of them is used: functions/shared/stage/clients.ts imports all
 * of them, and each function calls a few.
 */
const clientsByUse = {
  name: 'clients-by-use',
  setup(build) {
    const clients = /^(@google-cloud\/(aiplatform|bigquery|pubsub|storage)|google-auth-library|openai)(\/|$)/;
    build.onResolve({ filter: clients }, async ({ path, pluginData, ...from }) => {
      if (pluginData === clientsByUse) return undefined;
      const found = await build.resolve(path, { ...from, pluginData: clientsByUse });
      return { ...found, sideEffects: false };
    });
  },
};

/** Google's libraries describe all services of a product to each client: of Vertex AI's some fifty. Here each has the one that it asks. */
const itsOwnProtos = {
  name: 'its-own-protos',
  setup(build) {
    build.onResolve({ filter: /\/protos\.json$/ }, async ({ path, importer, resolveDir }) => {
      const services = [...readFileSync(importer, 'utf8').matchAll(/\blookupService\('([\w.]+)'\)/g)].map(
        ([, name]) => name,
      );
      return services.length > 0
        ? { path: join(resolveDir, path), suffix: `?${services.join()}`, pluginData: services }
        : undefined;
    });
    build.onLoad({ filter: /\/protos\.json$/ }, ({ path, pluginData: services }) => {
      if (!services) return undefined;
      const protos = keepServices(JSON.parse(readFileSync(path, 'utf8')), services);
      return { contents: JSON.stringify(protos), loader: 'json' };
    });
  },
};

/**
 * Writes FOLDER/STAGE/index.js, a worker.js where the stage has one, a file for all that is loaded with import() when it is first
 * needed, and a package.json and its lock file that name what the cloud installs beside it.
 */
export async function bundleFunctions(folder) {
  const stages = readdirSync('functions').filter((name) => existsSync(join('functions', name, 'index.ts')));
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = (stage) => ({
    main: 'index.js',
    private: true,
    engines: { node: '>=22' },
    // Run by Cloud Build: docs.cloud.google.com/run/docs/runtimes/nodejs, NPM build script. The flags are from infra/.
    scripts: {
      'gcp-build': `NODE_OPTIONS=$LANDFALL_NODE_OPTIONS NODE_COMPILE_CACHE=$PWD/compile-cache node start-once.cjs --target=${stage}`,
    },
    dependencies: { [framework]: dependencies[framework] },
  });
  const lock = lockFor(manifest(''), JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  await Promise.all(
    stages.map(async (stage) => {
      // What was built before has other names.
      rmSync(join(folder, stage), { recursive: true, force: true });
      await bundleInParts({
        // A worker thread is started from a file of its own.
        entryPoints: ['index.ts', 'worker.ts'].map((entry) => join('functions', stage, entry)).filter(existsSync),
        outdir: join(folder, stage),
        // The process that calls the function registers it in its own copy of the framework; a bundled one would be another.
        external: [framework],
        // Storage's node-fetch takes it along for processes without a URL of their own, with a table of all of Unicode.
        alias: { 'whatwg-url': 'node:url' },
        plugins: [clientsByUse, itsOwnProtos],
      });
      writeFileSync(join(folder, stage, 'package.json'), json(manifest(stage)));
      copyFileSync('scripts/start-once.cjs', join(folder, stage, 'start-once.cjs'));
      // Without it the cloud would install whatever is newest on the day of the deployment.
      writeFileSync(join(folder, stage, 'package-lock.json'), json(lock));
    }),
  );
  // What console shows, the statements that it asks the warehouse, and what it looks up.
  await buildPage(join(folder, 'console', 'page'));
  cpSync('operations/sql', join(folder, 'console', 'operations', 'sql'), { recursive: true });
  cpSync('catalog', join(folder, 'console', 'catalog'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  cpSync('docs/runbook.md', join(folder, 'console', 'docs', 'runbook.md'));
}
