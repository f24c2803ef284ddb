// Compiles AssemblyScript to WebAssembly.
import asc from 'assemblyscript/asc';

const options = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--use', 'abort='];

/** @returns {Promise<Uint8Array>} the module. @throws {Error} with what the compiler says. */
export async function compileAssembly(entry) {
  let code;
  let problems = '';
  const stderr = { write: (text) => (problems += text) };
  const writeFile = (name, contents) => void (code = contents);
  const { error } = await asc.main([entry, '-o', 'module.wasm', ...options], { stderr, writeFile });
  if (error) throw new Error(`${entry} does not compile:\n${problems}`, { cause: error });
  return code;
}
