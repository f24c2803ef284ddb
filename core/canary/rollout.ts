/** What production becomes when a canary begins, when a step of it is decided, and when somebody goes back. Each is one conditional write. */
import type { Production } from '../../schemas/generated/types';
import { endpointOf } from '../production';
import { freshExposure, type ArmCounts, type Exposure } from './evidence';

type Canary = NonNullable<Production['canary']>;
export type StepVerdict = NonNullable<Production['verdicts']>[number];

/** A model with what serving needs beside it. */
export type DeployedModel = Pick<
  Canary,
  'run' | 'candidate' | 'base' | 'endpoint' | 'replicas' | 'model' | 'promptDigest' | 'metrics'
>;

/** Of one arm of one step: what a query over predictions counts. */
export interface StepCounts extends ArmCounts {
  step: number;
  arm: 'control' | 'canary';
}

/**
 * The steps of a canary so far, from counts of the keys that each was new to (`isDrawnFor` of routing.ts): nothing else need
 * be kept between two looks. What is not counted has not been asked.
 */
export const exposuresOf = ({ steps, step }: Canary, counts: readonly StepCounts[]): Exposure[] =>
  steps.slice(0, step + 1).map((to, at) => {
    const exposure = freshExposure(steps[at - 1] ?? 0, to);
    for (const { arm, asked, bad } of counts.filter((each) => each.step === at)) exposure[arm] = { asked, bad };
    return exposure;
  });

/** Production of a pipeline that had none. */
export const firstProduction = (pipeline: string, { endpoint, ...model }: DeployedModel, at: Date): Production => ({
  pipeline,
  ...model,
  serving: [{ endpoint, share: 1 }],
  deployedAt: at.toISOString(),
});

/**
 * Production with a candidate beside it at the first of the steps; in its place where that is all requests. Undefined while another canary
 * is under way: there is one at a time, so that each is compared with what is in production when it begins.
 *
 * The verdicts of the canary before are forgotten here: whoever calls has put them on record.
 */
export function beginCanary(
  production: Production,
  deployment: DeployedModel,
  { steps, at }: { steps: number[]; at: Date },
): Production | undefined {
  if (production.canary) return undefined;
  const time = at.toISOString();
  const canary = { ...deployment, steps, step: 0, startedAt: time, steppedAt: time };
  return steps[0]! < 1
    ? withShare({ ...production, canary, verdicts: [] }, steps[0]!)
    : promoted({ ...production, verdicts: [] }, canary, at);
}

/**
 * Production after a verdict on a step. Undefined when the step is over or the canary is another's: a twin decided it before, so that
 * the verdict counts once.
 */
export function settleStep(production: Production, verdict: StepVerdict): Production | undefined {
  const { canary } = production;
  if (canary?.run !== verdict.run || canary.step !== verdict.step) return undefined;
  const settled = { ...production, verdicts: [...(production.verdicts ?? []), verdict] };
  if (verdict.decision === 'rollback') return withoutCanary(settled);
  const step = canary.step + 1;
  const share = canary.steps[step] ?? 1;
  const at = new Date(verdict.at);
  if (share >= 1) return promoted(settled, canary, at);
  return withShare({ ...settled, canary: { ...canary, step, steppedAt: verdict.at } }, share);
}

/**
 * Production as somebody brings it back: without its canary while there is one, else exactly the model and the prompt before this
 * one. Undefined when there is nothing before, or too little of it is known: what was deployed before canaries were.
 */
export function goBack(production: Production, { reason, at }: { reason: string; at: Date }): Production | undefined {
  const { canary, previous } = production;
  if (canary)
    return settleStep(production, {
      run: canary.run,
      step: canary.step,
      decision: 'rollback',
      reason,
      at: at.toISOString(),
    });
  if (!previous || !isWhole(previous)) return undefined;
  const { run } = production;
  const wentBackFrom = { run, reason, at: at.toISOString() };
  return { ...inProduction(withoutPrevious(production), previous, at), wentBackFrom };
}

/** Production without the model before it: when that is no longer deployed, there is no going back. */
export function withoutPrevious(production: Production): Production {
  const { previous: _, ...rest } = production;
  return rest;
}

/** The present production in short: as the one after it remembers it. */
export function deploymentIn(production: Production): DeployedModel {
  return modelIn({ ...production, endpoint: endpointOf(production) });
}

const isWhole = (previous: NonNullable<Production['previous']>): previous is DeployedModel =>
  previous.base !== undefined &&
  previous.model !== undefined &&
  previous.promptDigest !== undefined &&
  previous.metrics !== undefined;

/** What serving needs of a model, without what else stands beside it. */
const modelIn = ({ run, candidate, base, endpoint, replicas, model, promptDigest, metrics }: DeployedModel) => ({
  run,
  candidate,
  base,
  endpoint,
  ...(replicas && { replicas }),
  model,
  promptDigest,
  metrics,
});

function promoted(production: Production, deployment: DeployedModel, at: Date): Production {
  const { wentBackFrom: _, ...rest } = withoutCanary(production);
  return { ...inProduction(rest, modelIn(deployment), at), previous: deploymentIn(production) };
}

function inProduction(before: Production, { endpoint, ...model }: DeployedModel, at: Date): Production {
  const { replicas: _, ...production } = before;
  return { ...production, ...model, serving: [{ endpoint, share: 1 }], deployedAt: at.toISOString() };
}

function withoutCanary(production: Production): Production {
  const { canary: _, ...rest } = production;
  return { ...rest, serving: [{ endpoint: endpointOf(production), share: 1 }] };
}

/** The canary as the last arm, which takes the draws from 1 - share on. */
const withShare = (production: Production, share: number): Production => ({
  ...production,
  serving: [
    { endpoint: endpointOf(production), share: 1 - share },
    { endpoint: production.canary!.endpoint, share },
  ],
});
