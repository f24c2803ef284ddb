// Bundles a program in parts: what it loads with import() when it first needs it is in files of its own, which nobody reads before.
import { build, transform } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const common = { platform: 'node', target: 'node20' };

/** @param options of esbuild: entryPoints, the folder outdir, external, plugins */
export async function bundleInParts({ outdir, ...options }) {
  // esbuild divides ES modules alone; a function starts faster as CommonJS, so each part is made that afterwards.
  const { outputFiles, metafile } = await build({
    ...common,
    ...options,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    write: false,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'warning',
  });
  mkdirSync(outdir, { recursive: true });
  const texts = new Map(outputFiles.map(({ path, text }) => [relative('.', path), text]));
  await Promise.all(
    [...reached(options.entryPoints, metafile)].map((path) =>
      writePart(outdir, relative(outdir, path), texts.get(path)),
    ),
  );
}

/** Those that an entry leads to: esbuild makes parts for imports in code, too, that it has left out. */
function reached(entryPoints, { outputs }) {
  const found = new Set(Object.keys(outputs).filter((path) => entryPoints.includes(outputs[path].entryPoint)));
  for (const path of found)
    for (const { path: next, external } of outputs[path].imports) if (!external) found.add(next);
  return found;
}

async function writePart(outdir, name, text) {
  // Of a library in CommonJS esbuild exports nothing but all of it, as default: here it can be what it is.
  const { code, map } = await transform(text.replace(/^export default (require_\w+\(\));$/m, 'module.exports = $1;'), {
    ...common,
    format: 'cjs',
    // As require(): Node's own import() would look for the names in the text of what it loads, and finds none.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'external',
    // The place is enough, and a process that starts reads the whole map.
    sourcesContent: false,
    // What there is to say was said when it was bundled.
    logLevel: 'error',
  });
  writeFileSync(join(outdir, name), `${code}//# sourceMappingURL=${name}.map\n`);
  writeFileSync(join(outdir, `${name}.map`), map);
}
