/**
 * Where a pipeline's own metrics, and its patterns, are run: QuickJS in WebAssembly. Their code sees the texts and nothing else: no file, network,
 * process, clock or chance, so that the same answer always has the same score.
 */
import { createContext, Script } from 'node:vm';
import variant from '@jitl/quickjs-singlefile-cjs-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten-core';
import { PermanentError } from '../../../core/errors';
import type { MetricEntry } from '../../../core/metrics';
import type { Sandbox } from '../../../core/metrics/sandbox';

const memoryLimit = 32 * 1024 ** 2;
const stackLimit = 256 * 1024;
/** QuickJS asks whether to go on every ten thousand steps: some tenths of a second, however busy the machine is. */
const asksPerAnswer = 2000;
/** It does not ask within a function of its own, as repeat is one: milliseconds after which V8 ends it. */
const hardLimit = 5000;

/** Undefined where no metric needs one: none of the others waits for it. */
export async function sandboxFor(entries: MetricEntry[]): Promise<Sandbox | undefined> {
  if (!entries.some((entry) => typeof entry !== 'string' && ['javascript', 'regex'].includes(entry.metric)))
    return undefined;
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return (code, name) => {
    const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryLimit, maxStackSizeBytes: stackLimit });
    let asks = 0;
    runtime.setInterruptHandler(() => (asks += 1) > asksPerAnswer);
    const context = runtime.newContext();
    const value = (run: () => ReturnType<QuickJSContext['evalCode']>): QuickJSHandle => {
      const result = withinLimit(run, () => failed(name, 'it takes too long'));
      if (!result.error) return result.value;
      const { message } = result.error.consume((error) => context.dump(error)) as { message?: string };
      throw failed(
        name,
        message === 'interrupted' ? 'it takes too long' : `it fails: ${message ?? 'without a reason'}`,
      );
    };
    const score = value(() =>
      context.evalCode(`delete Math.random; delete globalThis.Date;\n${code}\n;${call}`, `${name}.js`),
    );
    return (answer, references) => {
      asks = 0;
      const texts = [answer, JSON.stringify(references)].map((text) => context.newString(text));
      const said = value(() => context.callFunction(score, context.undefined, ...texts)).consume((handle) =>
        context.dump(handle),
      );
      for (const text of texts) text.dispose();
      if (typeof said === 'number' && said >= 0 && said <= 1) return said;
      throw failed(name, `it says ${JSON.stringify(said) ?? 'nothing'}, which is no number from 0 to 1`);
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

const call = '((answer, references) => Number(score(answer, JSON.parse(references))))';

const failed = (name: string, reason: string) =>
  new PermanentError(`the metric ${name} cannot be measured: ${reason}`, {
    fix: 'a metric of your own is a function score(answer, references) that returns a number from 0 to 1, in some tenths of a second; a pattern does not repeat what repeats itself, as (a+)+ does',
  });
