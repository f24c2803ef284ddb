/** A step at work: as often as it may be tried, each time as long as it may take; then whatever takes its place. */
import { pauseBefore } from '../../../core/chain/limits';
import type { Span } from '../../../core/chain/trace';
import { frozenModel, type Answer } from '../../shared/models/provider';
import type { Clock } from '../../shared/stage/clock';
import type { Log } from '../../shared/stage/log';
import { inTime } from '../in-time';
import { asking } from './asking';
import { isWorthAgain, late, outcomeOf, reasonOf, StepTrouble } from './failed';
import type { Retrieve } from './passages';
import type { PlannedStep } from './plan';
import type { Scene, Work, Worked } from './run-chain';
import { performers } from './steps';
import type { Perform, StepCall } from './steps/step';
import type { Trace } from './trace';
import { off, textOf, valueOf, written } from './values';

interface Surroundings extends Omit<Parameters<typeof asking>[0], never> {
  trace: Trace;
  clock: Clock;
  log: Pick<Log, 'warning'>;
  retrieve?: Retrieve | undefined;
  /** Hears of a step that has failed, whether or not something took its place. */
  onFailure: (step: PlannedStep, error: Error) => void;
}

export function createWork(deps: Surroundings): Work {
  const { trace, onFailure } = deps;

  return async (step, scene) => {
    const span = trace.begin({ step: step.name, kind: step.kind, ...modelOf(step, deps) });
    const end = (how: Partial<Span>): void => trace.end(span, how);
    try {
      const worked = await attempts(step, scene, span, deps);
      end({ outcome: 'done', gave: written(worked.value) });
      return worked;
    } catch (error) {
      if (scene.signal.aborted) throw error;
      const failure = { reason: reasonOf(error), outcome: outcomeOf(error) };
      end(failure);
      onFailure(step, error as Error);
      const { fallback } = step.spec;
      if (!fallback || scene.voice?.hasSpoken()) throw error;
      const instead = fallback.step ?? fallback.model ?? 'a text';
      const worked = await inItsPlace(step, scene, span, deps).catch((other: Error) => {
        if (!scene.signal.aborted) end({ ...failure, reason: `${failure.reason}; ${instead}: ${reasonOf(other)}` });
        throw other;
      });
      end({ outcome: 'replaced', instead, gave: written(worked.value) });
      return worked;
    }
  };
}

/** The model that a step asks, of several the first. */
function modelOf({ spec }: PlannedStep, { model }: Surroundings): Pick<Span, 'model'> {
  if (spec.answer) return { model: model.deployment.base };
  const asked = (spec.ask ?? spec.classify ?? spec.map?.ask ?? spec.repair)?.model;
  return asked === undefined ? {} : { model: asked };
}

/** Again, after a pause, where that may do better and nobody has heard anything. */
async function attempts(step: PlannedStep, scene: Scene, span: Span, deps: Surroundings): Promise<Worked> {
  for (;;) {
    span.attempts += 1;
    try {
      return await attempt(step, scene, span, deps);
    } catch (error) {
      if (
        scene.signal.aborted ||
        span.attempts >= step.spec.attempts ||
        scene.voice?.hasSpoken() ||
        !isWorthAgain(error)
      )
        throw error;
      scene.voice?.forget();
      await pause(pauseBefore(span.attempts + 1), scene.signal, deps.clock);
    }
  }
}

/** @throws what the signal is aborted for meanwhile */
async function pause(seconds: number, signal: AbortSignal, clock: Clock): Promise<void> {
  await inTime(() => clock.sleep(seconds * 1000), { seconds: seconds + 1, signal, late: () => late(seconds) }, clock);
}

async function attempt(
  { kind, spec }: PlannedStep,
  { known, signal, voice }: Scene,
  span: Span,
  deps: Surroundings,
  instead?: string,
): Promise<Worked> {
  const { plan, model, clock, retrieve } = deps;
  let answer: Answer | undefined;
  const asks = asking(deps, { span, known, instead, onAnswer: (given) => (answer = given) });
  const perform = performers[kind] as Perform<typeof kind>;
  const { timeLimit } = spec;
  const value = await inTime(
    (stopping) => {
      const call: StepCall = {
        ...asks,
        signal: stopping,
        ...(voice && { onText: voice.say }),
        text: (template) => textOf(plan.pieces(template), known),
        value: (template) => valueOf(plan.pieces(template), known),
        baseOf: (name) => frozenModel(model.configuration, instead ?? name),
        files: plan.files,
        retrieve,
      };
      return perform(spec[kind] as never, call);
    },
    { seconds: timeLimit, signal, late: () => late(timeLimit) },
    clock,
  );
  return { value, answer };
}

async function inItsPlace(step: PlannedStep, scene: Scene, span: Span, deps: Surroundings): Promise<Worked> {
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
