/** A step at work: as often as it may be tried, each time as long as it may take; then whatever takes its place. */
import { pauseBefore } from '../../../core/chain/limits';
import type { Span, SpanOutcome } from '../../../core/chain/trace';
import { errorType, step as stepSpan, stepOutcome } from '../../../core/tracing/conventions';
import type { Clock } from '../../shared/stage/clock';
import type { TraceSpan } from '../../shared/tracing/span';
import type { StopSignal } from '../../shared/stage/waiter';
import { inTime } from '../stopping';
import { isWorthAgain, late, outcomeOf, reasonOf, StepTrouble } from './failed';
import type { PlannedStep } from './plan';
import type { Scene, Work, Worked } from './run-chain';
import { StepCall, type Surroundings } from './step-call';
import { performers } from './steps';
import type { Perform } from './steps/step';
import type { Ended, Trace } from './trace';
import { off, written, type Value } from './values';

interface Deps extends Surroundings {
  trace: Trace;
  clock: Clock;
  /** Hears of a step that has failed, whether or not something took its place. */
  onFailure: (step: PlannedStep, error: Error) => void;
}

export function createWork(deps: Deps): Work {
  const { trace, onFailure } = deps;

  return async (step, scene) => {
    const span = trace.begin({ step: step.name, kind: step.kind, model: modelOf(step, deps) });
    const { name, attributes } = stepSpan(step.name, step.kind);
    const traced = deps.span?.begin(name, 'internal', attributes);
    const own = traced ? { ...deps, span: traced } : deps;
    const end = (how: Ended): void => trace.end(span, how);
    try {
      const worked = await attempts(step, scene, span, own);
      end({ outcome: 'done', gave: written(worked.value) });
      return worked;
    } catch (error) {
      if (scene.waiting.aborted) throw error;
      const failure = { reason: reasonOf(error), outcome: outcomeOf(error) };
      end(failure);
      onFailure(step, error as Error);
      const { fallback } = step.spec;
      if (!fallback || scene.voice?.hasSpoken()) throw error;
      const instead = fallback.step ?? fallback.model ?? 'a text';
      const worked = await inItsPlace(step, scene, span, own).catch((other: Error) => {
        if (!scene.waiting.aborted) end({ ...failure, reason: `${failure.reason}; ${instead}: ${reasonOf(other)}` });
        throw other;
      });
      end({ outcome: 'replaced', instead, gave: written(worked.value) });
      return worked;
    } finally {
      endSpan(traced, span.outcome);
    }
  };
}

/** A step that something took the place of has failed all the same, and nobody is the worse for it. */
function endSpan(span: TraceSpan | undefined, outcome: SpanOutcome): void {
  if (!span) return;
  span.attributes[stepOutcome] = outcome;
  if (outcome !== 'done' && outcome !== 'replaced') span.attributes[errorType] = outcome;
  span.end();
}

/** The model that a step asks, of several the first. */
function modelOf({ spec }: PlannedStep, { model }: Surroundings): string | undefined {
  return spec.answer ? model.deployment.base : (spec.ask ?? spec.classify ?? spec.map?.ask ?? spec.repair)?.model;
}

/** Again, after a pause, where that may do better and nobody has heard anything. */
async function attempts(step: PlannedStep, scene: Scene, span: Span, deps: Deps): Promise<Worked> {
  for (;;) {
    span.attempts += 1;
    try {
      return await attempt(step, scene, span, deps);
    } catch (error) {
      if (
        scene.waiting.aborted ||
        span.attempts >= step.spec.attempts ||
        scene.voice?.hasSpoken() ||
        !isWorthAgain(error)
      )
        throw error;
      scene.voice?.forget();
      await pause(pauseBefore(span.attempts + 1), scene.waiting, deps.clock);
    }
  }
}

/** @throws why nobody waits any more */
async function pause(seconds: number, waiting: StopSignal, clock: Clock): Promise<void> {
  await inTime(() => clock.sleep(seconds * 1000), { seconds: seconds + 1, waiting, late: () => late(seconds) }, clock);
}

async function attempt(
  { kind, spec }: PlannedStep,
  { known, waiting, voice }: Scene,
  span: Span,
  deps: Deps,
  instead?: string,
): Promise<Worked> {
  const { timeLimit: seconds } = spec;
  const perform = performers[kind] as Perform<typeof kind>;
  let call: StepCall | undefined;
  const work = (signal: StopSignal): Promise<Value> => {
    call = new StepCall(deps, known, span, signal, voice?.say, instead);
    return perform(spec[kind] as never, call);
  };
  const value = await inTime(work, { seconds, waiting, late: () => late(seconds) }, deps.clock);
  return { value, answer: call?.answer };
}

async function inItsPlace(step: PlannedStep, scene: Scene, span: Span, deps: Deps): Promise<Worked> {
  const { text, model, step: other } = step.spec.fallback!;
  if (text !== undefined) return { value: text };
  if (model !== undefined) {
    scene.voice?.forget();
    return attempt(step, scene, span, deps, model);
  }
  const value = await scene.give(other!);
  if (value === off) throw new StepTrouble(502, 'has failed', { reason: `${other} is not on the route` });
  return { value };
}
