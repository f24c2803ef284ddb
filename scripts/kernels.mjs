// Compiles the model's kernels to dist/, when they are newer than what lies there.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileAssembly } from './assembly.mjs';

const folder = 'local/vertex/model/assembly';
const file = 'dist/local/vertex/model/kernels.wasm';

export async function buildKernels() {
  const built = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (readdirSync(folder).every((name) => statSync(join(folder, name)).mtimeMs < built)) return;
  mkdirSync('dist/local/vertex/model', { recursive: true });
  writeFileSync(file, await compileAssembly(join(folder, 'index.ts')));
}
