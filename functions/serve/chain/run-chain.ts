/**
 * A chain at work: every step is begun as soon as what it names is there, side by side with all that wait for nothing of it. The first
 * step that fails, with nothing to take its place, ends them all.
 */
import type { Answer } from '../../shared/models/provider';
import { asFailed, StepFailed } from './failed';
import type { Plan, PlannedStep } from './plan';
import type { Trace } from './trace';
import { off, textOf, type Known, type Value } from './values';
import type { Voice } from './voice';
import { Waiter, type StopSignal } from '../../shared/stage/waiter';

/** A step that is on the route, with all that it names given: its value, and its model's last answer. */
export type Work = (step: PlannedStep, scene: Scene) => Promise<Worked>;

export interface Worked {
  value: Value;
  /** Of the model whose text it is. */
  answer?: Answer | undefined;
}

export interface Scene {
  known: Known;
  /** Whether anybody waits for the chain. */
  waiting: Waiter;
  voice?: ReturnType<Voice['of']> | undefined;
  /** The value of a step that takes another's place. */
  give: (step: string) => Promise<Value | typeof off>;
}

interface Chain {
  plan: Plan;
  input: Known['input'];
  work: Work;
  trace: Trace;
  voice?: Voice | undefined;
  signal?: StopSignal | undefined;
}

/** @returns the text, and the answer that it is, where it is one step's. @throws StepFailed; what the signal was aborted for */
export async function runChain({
  plan,
  input,
  work,
  trace,
  voice,
  signal,
}: Chain): Promise<Worked & { value: string }> {
  const waiting = Waiter.asLongAs(signal);
  const begun = new Map<string, Promise<Value | typeof off>>();
  const done = new Map<string, Worked | typeof off>();
  const on = new Map<string, Promise<boolean>>();
  const given = (name: string): Value | typeof off => {
    const worked = done.get(name);
    return worked === undefined || worked === off ? off : worked.value;
  };
  const known: Known = { input, given };

  const give = (name: string): Promise<Value | typeof off> => {
    const known = begun.get(name);
    if (known) return known;
    const giving = perform(plan.steps.get(name)!);
    // Whoever waits for it hears why it failed, maybe later.
    giving.catch(() => undefined);
    begun.set(name, giving);
    return giving;
  };

  async function perform(step: PlannedStep): Promise<Value | typeof off> {
    const { name, kind } = step;
    const isHere = step.when.length === 0 || (await isWanted(step));
    // All are begun before any is waited for.
    if (isHere) for (const { steps } of step.needs) void give(steps[0]!);
    if (!isHere || !(await areThere(step, give))) {
      trace.end(trace.begin({ step: name, kind }), { outcome: 'off' });
      done.set(name, off);
      return off;
    }
    try {
      const worked = await work(step, { known, waiting, voice: voiceOf(step), give });
      done.set(name, worked);
      return worked.value;
    } catch (error) {
      waiting.throwIfAborted();
      throw error instanceof StepFailed ? error : asFailed(name, error);
    }
  }

  function voiceOf({ streamsWithout }: PlannedStep): Scene['voice'] {
    if (!voice || !streamsWithout) return undefined;
    return voice.of(Promise.all(streamsWithout.map(isOn)).then((others) => others.every((is) => !is)));
  }

  /** Whether it is on the route, whether or not it has come to an end. */
  const isOn = (name: string): Promise<boolean> => {
    const step = plan.steps.get(name)!;
    const isNamedThere = async (each: string) => ((await isOn(each)) ? '' : off);
    const found = on.get(name) ?? isWanted(step).then((is) => is && areThere(step, isNamedThere));
    on.set(name, found);
    return found;
  };

  async function isWanted({ when }: PlannedStep): Promise<boolean> {
    for (const [by, labels] of when) {
      const label = await give(by);
      if (label === off || !labels.includes(label as string)) return false;
    }
    return true;
  }

  try {
    await Promise.all([...plan.steps.values()].flatMap(({ name, isBegunAlways }) => (isBegunAlways ? give(name) : [])));
  } catch (error) {
    waiting.end(error);
    // So that the trace is whole: none of them listens to anything else now.
    await Promise.allSettled(begun.values());
    throw error;
  }
  const shown = plan.shown
    .map((name) => done.get(name))
    .find((worked): worked is Worked => worked !== undefined && worked !== off);
  return { value: textOf(plan.output, known), answer: shown?.answer };
}

/** Whether of all that a step names an alternative is there. */
async function areThere({ needs }: PlannedStep, of: (name: string) => Promise<Value | typeof off>): Promise<boolean> {
  for (const { steps, isOptional } of needs) {
    let isOneThere = false;
    for (const name of steps) isOneThere ||= (await of(name)) !== off;
    if (!isOneThere && !isOptional) return false;
  }
  return true;
}
