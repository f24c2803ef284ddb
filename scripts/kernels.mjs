// Compiles the model's AssemblyScript kernels to dist/, when they are newer than what lies there.
import asc from 'assemblyscript/asc';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'local/vertex/model/assembly';
const file = 'dist/local/vertex/model/kernels.wasm';

export async function buildKernels() {
  const built = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (readdirSync(folder).every((name) => statSync(join(folder, name)).mtimeMs < built)) return;
  mkdirSync('dist/local/vertex/model', { recursive: true });
  const options = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--use', 'abort='];
  let problems = '';
  const stderr = { write: (text) => (problems += text) };
  const { error } = await asc.main([join(folder, 'index.ts'), '-o', file, ...options], { stderr });
  if (error) throw new Error(`${folder} does not compile:\n${problems}`, { cause: error });
}
