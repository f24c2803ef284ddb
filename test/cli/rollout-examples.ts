/** Runs of which a candidate has passed the gate, for the tests of what is told of them. */
import type { Approval, Waiting } from '../../core/approval';
import type { Rollout } from '../../operations/ledger/rollout';
import { deriveRun, type Known, type RunView } from '../../operations/runs/run-view';
import canaryExample from '../../schemas/examples/production.canary.json';
import type { Production, StageResult } from '../../schemas/generated/types';
import { at, record, wholeRun } from './runs';

export const waiting: Waiting = {
  for: 'approval',
  champion: 'lora-8',
  since: at(82),
  because: ['lora-8 is better than base'],
};
export const approval: Approval = { decision: 'approved', by: 'ada@example.com', reason: 'read fifty', at: at(90) };

/** Nobody can tell whether it is worse. */
export const undecided: Waiting = {
  for: 'canary',
  champion: 'lora-16',
  since: at(660),
  because: ['2 of 10 bad with the canary, 18 of 90 beside it: too few to tell', 'it has not been told in 14 days'],
};

/** lora-16 in the second of three steps, at 10 %, beside lora-8. */
export const canary: NonNullable<Rollout['canary']> = {
  ...(canaryExample as Production).canary!,
  run: record.run,
  steps: [0, 0.1, 0.5],
  step: 1,
  startedAt: at(82),
  steppedAt: at(600),
  beside: { run: canaryExample.run, candidate: 'lora-8' },
};
export const passed = {
  run: record.run,
  step: 0,
  decision: 'pass' as const,
  reason: '1 of 140 bad with the canary, 2 of 140 beside it: the canary is not worse by 5 % of the answers or more',
  at: at(600),
};
export const rolledBack = {
  ...passed,
  step: 1,
  decision: 'rollback' as const,
  reason: '14 of 61 bad with the canary, 12 of 540 beside it: the canary is worse',
  at: at(900),
};

/** Three minutes after its canary has come to the second step. */
export const now = Date.parse(at(780));

/** At the gate, with all before it done; or over, by a result of deploy. */
export function atGate(rollout: Rollout | undefined, deploy?: StageResult, more: Partial<Known> = {}): RunView {
  const { deploy: _, ...before } = wholeRun;
  const own = structuredClone(record);
  own.configuration!.pipeline.deployment.rollout = {
    steps: canary.steps,
    tolerance: 0.05,
    golden: 5,
    retentionDays: 30,
    askAfterDays: 14,
    onBaseEnd: 'promote',
  };
  const results = [...Object.values(before), ...(deploy ? [deploy] : [])];
  const byStage = new Map(results.map((result) => [result.stage, result]));
  return deriveRun({ record: own, results: byStage, rollout, ...more }, now);
}
