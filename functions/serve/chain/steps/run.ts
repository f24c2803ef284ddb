/** run: a function of the pipeline's own, in a sandbox that is new for every call: nothing of one caller is there for the next. */
import type { Quickjs } from '../../../shared/sandbox/quickjs';
import { lookForIt, StepTrouble } from '../failed';
import type { Json, Value } from '../values';
import type { Perform } from './step';

export const runOwn: Perform<'run'> = async ({ file, with: templates = {}, gives }, call) => {
  const values = Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, call.value(template)]));
  const name = file.replace(/\.js$/, '');
  const said = await inSandbox((quickjs) => {
    const own = quickjs({ name, code: call.files.code[file]!, call: calling, failed: ownFault });
    const value = own.call(JSON.stringify(values));
    own.dispose();
    return value;
  });
  return checked(said, gives);
};

const calling = `((values) => {
  const said = run(JSON.parse(values));
  if (said && typeof said.then === 'function') throw new Error('it returns a promise, which nobody waits for');
  return JSON.stringify(said);
})`;

let opened: Promise<Quickjs> | undefined;

/** One in which something has failed is not used again, by nobody: it may have been ended within a step of its own. */
async function inSandbox<T>(work: (quickjs: Quickjs) => T): Promise<T> {
  for (;;) {
    const mine = (opened ??= openSandbox());
    try {
      const quickjs = await mine;
      if (opened === mine) return work(quickjs);
    } catch (error) {
      if (opened === mine) opened = undefined;
      throw error;
    }
  }
}

async function openSandbox(): Promise<Quickjs> {
  const { openQuickjs } = await import('../../../shared/sandbox/quickjs.ts');
  return openQuickjs();
}

const ownFault = (reason: string): StepTrouble =>
  new StepTrouble(500, 'has failed in code of its own', { reason, fix: lookForIt });

function checked(said: unknown, gives: 'text' | 'list' | 'json'): Value {
  const value = typeof said === 'string' ? (JSON.parse(said) as Json) : undefined;
  const isRight = {
    text: typeof value === 'string',
    list: Array.isArray(value) && value.every((each) => typeof each === 'string'),
    json: value !== undefined,
  };
  if (isRight[gives]) return value!;
  const what = value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw ownFault(`it returns ${what}, and the step gives ${gives === 'list' ? 'a list of texts' : gives}`);
}
