/**
 * Where a pipeline's own code is run: QuickJS in WebAssembly. It sees the texts that it is given and nothing else: no file, network,
 * process, clock or chance, so that the same texts always have the same answer.
 */
import { createContext, Script } from 'node:vm';
import variant from '@jitl/quickjs-singlefile-cjs-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten-core';

const memoryLimit = 32 * 1024 ** 2;
const stackLimit = 256 * 1024;
/** QuickJS asks whether to go on every ten thousand steps: some tenths of a second, however busy the machine is. */
const asksPerCall = 2000;
/** It does not ask within a function of its own, as repeat is one: milliseconds after which V8 ends it. */
const hardLimit = 5000;

interface OwnCode {
  /** Of what is run, as its errors name it. */
  name: string;
  code: string;
  /** A function over texts, in the words of the code. */
  call: string;
  /** What is thrown for a reason, such as `it takes too long`. */
  failed: (reason: string) => Error;
}

export interface OwnFunction {
  /** @throws what `failed` makes of the reason */
  call: (...texts: string[]) => unknown;
  /** Gives its memory back. */
  dispose: () => void;
}

/** Makes a function of code, apart from all others. @throws as the function */
export type Quickjs = (own: OwnCode) => OwnFunction;

export async function openQuickjs(): Promise<Quickjs> {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return ({ name, code, call, failed }) => {
    const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryLimit, maxStackSizeBytes: stackLimit });
    let asks = 0;
    runtime.setInterruptHandler(() => (asks += 1) > asksPerCall);
    const context = runtime.newContext();
    const value = (run: () => ReturnType<QuickJSContext['evalCode']>): QuickJSHandle => {
      const result = withinLimit(run, () => failed('it takes too long'));
      if (!result.error) return result.value;
      const { message } = result.error.consume((error) => context.dump(error)) as { message?: string };
      throw failed(message === 'interrupted' ? 'it takes too long' : `it fails: ${message ?? 'without a reason'}`);
    };
    const own = value(() =>
      context.evalCode(`delete Math.random; delete globalThis.Date;\n${code}\n;${call}`, `${name}.js`),
    );
    return {
      call(...texts) {
        asks = 0;
        const given = texts.map((text) => context.newString(text));
        const said = value(() => context.callFunction(own, context.undefined, ...given)).consume((handle) =>
          context.dump(handle),
        );
        for (const text of given) text.dispose();
        return said;
      },
      dispose() {
        own.dispose();
        context.dispose();
        runtime.dispose();
      },
    };
  };
}

const limited = createContext({ run: (): unknown => undefined });
const running = new Script('run()');

/** What `run` gives; QuickJS is not to be used again when it was ended. */
function withinLimit<T>(run: () => T, tooLong: () => Error): T {
  try {
    limited.run = run;
    return running.runInContext(limited, { timeout: hardLimit }) as T;
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? tooLong() : error;
  }
}
