// Builds the console's page: ES modules with digests in their names, compressed beside, so that serving them costs nothing.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** @param folder what is served */
export async function buildPage(folder) {
  const { metafile, outputFiles } = await build({
    entryPoints: ['console/main.tsx', 'console/style.css'],
    outdir: join(folder, 'assets'),
    outbase: 'console',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const { path, contents } of outputFiles) writeCompressed(path, contents);
  const builtFrom = (entry) =>
    relative(
      folder,
      Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === entry),
    );
  const html = readFileSync('console/index.html', 'utf8')
    .replace('main.tsx', builtFrom('console/main.tsx'))
    .replace('style.css', builtFrom('console/style.css'));
  writeFileSync(join(folder, 'index.html'), html);
}

function writeCompressed(path, contents) {
  writeFileSync(path, contents);
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(contents, { params }));
}
